// The lamp room by night: a first-order lens, iron lattice, storm outside. 1 lens, 2 brass, 3 iron, 4 floor, 5 wall, 6 roof.
const vec3 LENS = vec3(.75, .55, -.6);
const float R = 4.3;
float map(vec3 p) {
  mat = 4.; float seam = min(abs(fract(p.x * .75) - .5), abs(fract(p.z * .75 + .3) - .5));
  float tread = length(fract(p.xz * 7. + vec2(floor(p.z * 7.) * .5, 0.)) - .5);
  float d = p.y + 2. - .012 * smoothstep(.32, .2, tread) + .02 * smoothstep(.02, .0, seam);
  float r = length(p.xz), a = atan(p.x, -p.z);
  float wall = max(R - r, p.y + .72); float board = abs(fract(a * 7.) - .5); wall += .03 * smoothstep(.04, .0, board);
  wall = min(wall, max(abs(r - R + .08) - .14, abs(p.y + .70) - .07)); put(d, wall, 5.);
  float u = a * R, v = p.y, g = 1.28, diag = min(abs(fract((u + v * .8) / g) - .5), abs(fract((u - v * .8) / g) - .5)) * g * .78;
  float bars = max(diag - .038, abs(r - R) - .09); bars = max(bars, abs(p.y - .95) - 1.7);
  float hoop = max(abs(abs(p.y - .95) - .0) - .04, abs(r - R) - .09); bars = min(bars, hoop); bars = min(bars, max(abs(p.y - 2.62) - .12, abs(r - R) - .2));
  put(d, bars * .7, 3.);
  float roof = -(p.y - 2.7 - (R - r) * .34); float rib = abs(fract(a * 16. / 6.2832) - .5) * r * .39; roof -= .10 * smoothstep(.07, .03, rib); roof = max(roof, r - R - .3); put(d, roof * .8, 6.);
  vec3 q = p - LENS; float lr = length(q.xz);
  if (lr < 2.) {
    float la = atan(q.x, q.z) + .25, panel = floor(la / .7854 + .5), x = (la - panel * .7854) * 1.05;
    float belly = 1.10 - .24 * q.y * q.y, eye = length(vec2(x, q.y));
    float ridge = eye < .40 ? fract(eye * 9.) * .04 + .08 * sqrt(max(0., .02 - eye * eye) * 8.) : fract(abs(q.y) * 8. + .3) * .055;
    float lens = max(lr - belly - ridge + .04, abs(q.y) - 1.42); put(d, lens * .55, 1.);
    float frame = max(abs(lr - belly - .03) - .07, abs(abs(x) - .412) - .026); frame = max(frame, abs(q.y) - 1.45);
    frame = min(frame, max(abs(abs(q.y) - 1.46) - .06, abs(lr - .66) - .14)); put(d, frame * .7, 2.);
    float stand = drum(q - vec3(0, -1.72, 0), .14, .92, .04); stand = min(stand, drum(q - vec3(0, -2.2, 0), .4, .46, .05)); stand = min(stand, drum(q - vec3(0, -2.48, 0), .08, .95, .03));
    stand = min(stand, cone(q, vec3(0, 1.5, 0), vec3(0, 1.95, 0), .55, .12)); stand = min(stand, ball(q, vec3(0, 2.02, 0), .13)); put(d, stand, 2.);
  }
  // a rail, the stair head and a peg with a coat
  float rail = abs(length(vec2(length(p.xz) - 2.9, p.y + 1.05)) - .0) - .035; float post = length(vec2(r - 2.9, (fract(a * 2.2) - .5) * 1.3)) - .03; rail = min(rail, max(post, p.y + 1.05)); rail = max(rail, p.z + .2);
  put(d, rail * .8, 2.);
  vec3 s = p - vec3(-2.35, -2., .45); float hatch = box(s, vec3(.75, .05, .6), .02); hatch = min(hatch, box(vec3(abs(s.x) - .75, s.y - .45, s.z + .58), vec3(.03, .5, .03), .01)); hatch = min(hatch, box(vec3(s.x, s.y - .95, s.z + .58), vec3(.8, .03, .03), .02)); put(d, hatch, 3.);
  return d;
}
void main() {
  vec2 at = centred(); vec3 from = vec3(-.35, -.25, 3.75), dir = look(at, from, vec3(-.05, .18, -1.), 1.12);
  sky = vec3(.030, .048, .062); key = normalize(vec3(-.5, .55, -.6)); keyc = vec3(.0);
  float t = march(from, dir, .3, 14.); vec3 c, p = from + dir * (t > 0. ? t : 12.);
  vec3 out_ = storm(dir);
  if (dir.y < .0) out_ = vec3(.035, .055, .068) * (.6 + 1.1 * fbm(vec3(dir.xz / -dir.y * 1.4, 2.))) + vec3(.12, .16, .17) * exp(30. * dir.y);
  out_ += vec3(.45, .56, .60) * .30 * rain(vec2(atan(dir.x, -dir.z) * .9, dir.y), .55);
  float beam = abs(dir.y - .05 - .02 * dir.x) / max(.03, .12 * abs(dir.x + .1) + .02); out_ += vec3(.8, .52, .2) * .34 * exp(-beam * beam * 2.) * smoothstep(.0, .5, abs(dir.x - .08));
  c = out_ * .72;
  if (t > 0.) {
    float m = mat; vec3 n = normal(p, .004), l = LENS - p; float ld = length(l); l /= ld; float ao = hollow(p, n), a = atan(p.x, -p.z);
    vec3 lamp = vec3(1.45, .80, .27) * 5.2 / (1.2 + ld * ld), amber = lamp * clamp(dot(n, l), 0., 1.), cold = vec3(.11, .17, .22) * clamp(dot(n, -normalize(vec3(p.x, -1.4, p.z))) * .7 + .3, 0., 1.);
    if (m == 1.) {
      vec3 q = p - LENS; float eye = length(vec2((fract((atan(q.x, q.z) + .25) / .7854 + .5) - .5) * .82, q.y)); float face = abs(dot(n, dir));
      float heart = exp(-2.2 * length(cross(dir, LENS - from)) * 1.3);
      c = vec3(1.35, .68, .20) * (.16 + .55 * pow(face, 1.5)) * (.35 + 1.3 * exp(-1.5 * abs(q.y))) + vec3(1.9, 1.5, .95) * (1.7 * exp(-16. * eye * eye) + heart * .9 * face);
      c += vec3(.35, .5, .58) * pow(1. - face, 3.) * .6 + vec3(1.2, .9, .5) * smoothstep(.86, 1., fract(eye < .40 ? eye * 9. : abs(q.y) * 8. + .3)) * .35;
    } else {
      vec3 albedo = m == 2. ? vec3(.46, .28, .09) : m == 3. ? vec3(.060, .075, .080) : m == 4. ? vec3(.075, .085, .09) * (.55 + .9 * fbm(p * 2.)) : m == 5. ? vec3(.10, .135, .125) * (.6 + .7 * fbm(p * vec3(5., 1., 5.))) : vec3(.085, .10, .10) * (.7 + .6 * fbm(p * 3.));
      c = albedo * (amber * 2.3 + cold * 1.1 + sky * 2.5) * ao;
      vec3 r = reflect(dir, n); float shine = m == 2. ? .9 : m == 4. ? .5 : .25;
      c += shine * (lamp * .35 * pow(clamp(dot(r, l), 0., 1.), m == 4. ? 10. : 20.) + vec3(.14, .2, .24) * pow(clamp(1. + dot(n, dir), 0., 1.), 3.)) * ao;
      if (m == 2.) c += albedo * vec3(.5, .62, .7) * smoothstep(.3, .9, r.y) * .5;
      if (m == 4.) { float lattice = smoothstep(.06, .0, min(abs(fract((p.x + p.z * .6) * .55) - .5), abs(fract((p.x - p.z * .6) * .55) - .5)) - .03); c += vec3(.03, .045, .055) * (1. - lattice); }
    }
  }
  float near = length(cross(dir, LENS - from)); c += vec3(1.15, .60, .18) * (.30 * exp(-1.7 * near) + .10 * exp(-.5 * near));
  colour = vec4(finish(c * 1.12), 1);
}
