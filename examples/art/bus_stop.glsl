// A bus stop at one in the morning: a lit shelter, wet asphalt, the bus waiting. 1 road, 2 shelter, 3 lamp, 4 bus, 5 bus glass, 6 houses, 7 head lamp, 8 glass.
float map(vec3 p) {
  mat = 1.; float d = p.y + 1.2 + .02 * noise(p * 3.) ; float kerb = box(p - vec3(-4.2, -1.2, 0), vec3(3., .13, 30.), .04); put(d, kerb, 1.);
  vec3 s = p - vec3(-2.6, 0, -1.); float shel = box(s - vec3(0, 1.12, 0), vec3(.95, .06, 1.75), .03); shel = min(shel, length(vec2(abs(s.x + .75) - .0, abs(s.z) - 1.6)) - .04); shel = max(shel, s.y - 1.2); shel = min(shel, length(vec2(s.x - .82, abs(s.z) - 1.6)) - .035); shel = max(shel, s.y - 1.2); shel = min(shel, box(s - vec3(-.5, -.62, 0), vec3(.20, .04, 1.1), .02)); put(d, shel, 2.); put(d, box(s - vec3(0, 1.03, 0), vec3(.10, .02, 1.3), .01), 3.);
  put(d, box(s - vec3(-.86, .1, 0), vec3(.012, .8, 1.55), .005), 8.);
  vec3 b = p - vec3(.95, .25, -6.4); float bus = box(b, vec3(1.25, 1.45, 4.2), .22); float pane = box(b - vec3(0, .35, 4.2), vec3(1.02, .62, .12), .1); pane = min(pane, box(vec3(abs(b.x) - 1.25, b.y - .42, mod(b.z, 1.4) - .7), vec3(.1, .48, .6), .08)); put(d, smax(bus, -pane, .02), 4.); put(d, box(b, vec3(1.19, 1.38, 4.12), .2), 5.); put(d, box(b - vec3(0, 1.18, 4.19), vec3(.8, .14, .05), .03), 9.);
  put(d, min(ball(vec3(abs(b.x), b.yz), vec3(.86, -.92, 4.16), .15), 9.), 7.); put(d, drum((vec3(abs(b.x), b.yz) - vec3(1.12, -1.05, 2.6)).yxz, .14, .42, .05), 2.);
  float cell = floor(p.z / 3.); float h = 3. + 2.6 * hash(vec3(cell, 2., sign(p.x))); float house = box(vec3(abs(p.x + .6) - 9.2, p.y, mod(p.z, 3.) - 1.5), vec3(3., h, 1.46), .05); put(d, house * .7, 6.); put(d, rod(p, vec3(3.4, -1.2, -3.), vec3(3.4, 4.2, -3.), .06), 2.); put(d, rod(p, vec3(3.4, 4.2, -3.), vec3(2.5, 4.4, -3.), .05), 2.); put(d, egg(p, vec3(2.4, 4.33, -3.), vec3(.3, .09, .14)), 3.);
  return d;
}
void main() {
  vec2 at = centred(); vec3 from = vec3(-.7, -.05, 5.2), dir = look(at, from, vec3(-.35, .42, -3.), 1.55); key = normalize(vec3(.3, .9, .2)); keyc = vec3(.05, .07, .09); sky = vec3(.03, .045, .06); rim = normalize(vec3(.6, .5, -.5)); rimc = vec3(.10, .075, .04);
  float t = march(from, dir, .2, 60.); vec3 c = vec3(.018, .03, .048) + vec3(.05, .04, .03) * exp(-5. * max(dir.y, 0.)) + vec3(.02, .03, .04) * fbm(dir * 4.), haze = c; vec3 p = from + dir * t;
  if (t > 0.) {
    map(p); float m = mat; vec3 n = normal(p, .002 * max(t * .5, 1.)), a = vec3(.04, .045, .05); float wet = 0.;
    if (m == 1.) { wet = smoothstep(.35, .6, fbm(vec3(p.xz * .8, 1.))); a *= .6 + .8 * fbm(p * 6.); n = normalize(n + vec3(0, 2. * wet, 0) + .05 * (noise(p * 14.) - .5)); } if (m == 4.) { a = p.y < -.35 ? vec3(.50, .13, .05) : vec3(.50, .46, .36); if (abs(p.y + .35) < .05) a = vec3(.7, .66, .5); } if (m == 2.) a = vec3(.07, .09, .10); if (m == 6.) a = vec3(.085, .07, .065) * (.6 + .6 * noise(vec3(p.xy * vec2(3., 18.), p.z * 3.)));
    vec3 l1 = vec3(-2.6, .98, -1.) - p, l2 = vec3(2.4, 4.2, -3.) - p, l3 = vec3(.95, .6, -2.2) - p; c = shade(p, n, dir, a, .1, 20.);
    vec3 g = vec3(.80, 1.05, .95) * 2.8 * clamp(dot(n, normalize(l1)), 0., 1.) / (.6 + dot(l1, l1)) + vec3(1.3, .66, .20) * 16. * clamp(dot(n, normalize(l2)), 0., 1.) / (4. + dot(l2, l2)) + vec3(1.3, .9, .45) * 2.0 * clamp(dot(n, normalize(l3)) * .6 + .4, 0., 1.) / (1. + dot(l3, l3)); c += a * g * hollow(p, n);
    if (m == 5.) { c = vec3(1.15, .98, .62) * (.42 + .5 * smoothstep(-.6, 1.3, p.y)) * (.75 + .5 * noise(vec3(p.x * 3., p.y * 2., p.z * 3.))); c *= .35 + .65 * smoothstep(.0, .25, abs(fract(p.x * 1.1 + p.z * .8) - .5)); } if (m == 3.) c = vec3(1.6, 1.8, 1.5); if (m == 7.) c = vec3(2.4, 2.1, 1.5); if (m == 9.) { c = vec3(.03, .02, .01) + vec3(1.5, .75, .12) * smoothstep(.10, .05, abs(p.y - 1.43)) * step(abs(p.x - .95), .5) * .8; } if (m == 8.) c = mix(vec3(.05, .08, .085), vec3(.30, .40, .37), smoothstep(.5, .7, noise(vec3(p.z * 9., p.y * 3., 1.))) * .6 + .15);
    if (m == 6.) { vec2 w = vec2(p.z * 1.2, p.y * .9); vec2 f = abs(fract(w) - .5); float lit = step(.82, hash(vec3(floor(w), sign(p.x)))); if (max(f.x * 1.4, f.y) < .3) c = mix(vec3(.02, .03, .04), vec3(.95, .55, .20) * .7, lit); }
    if (m == 1.) { vec3 r = reflect(dir, n); float f = .05 + .75 * pow(1. - clamp(dot(n, -dir), 0., 1.), 4.); float u = march(p + n * .03, r, .05, 22.); vec3 rc = haze; if (u > 0.) { vec3 q = p + r * u; map(q); rc = mat == 5. ? vec3(1.1, .92, .58) * .8 : mat == 3. ? vec3(1.8, 1.7, 1.3) : mat == 7. ? vec3(2.4, 2., 1.4) : mat == 4. ? vec3(.14, .06, .03) : vec3(.03); } c = mix(c, rc, f * (.35 + .65 * wet)); }
    c = mix(c, haze, 1. - exp(-max(0., t - 6.) * .035));
  }
  vec3 hl = vec3(1.81, -.67, -2.2), hr = vec3(.09, -.67, -2.2); c += vec3(1., .85, .55) * (.5 * exp(-9. * length(cross(dir, hl - from))) + .5 * exp(-9. * length(cross(dir, hr - from)))) + vec3(1., .5, .15) * .35 * exp(-2.5 * length(cross(dir, vec3(2.4, 4.3, -3.) - from))) + vec3(.5, .7, .6) * .12 * exp(-1.2 * length(cross(dir, vec3(-2.6, 1., -1.) - from)));
  c += vec3(.55, .6, .6) * .10 * rain(at, .12); colour = vec4(finish(c * 1.25), 1);
}
