// The last bus, from the back of the aisle. 1 shell, 2 seats, 3 poles, 4 lamps, 5 floor, 6 glass.
float map(vec3 p) {
  mat = 5.; float d = p.y + 1.25 + .004 * smoothstep(.02, .0, abs(fract(p.x * 4.) - .5) - .02);
  float z = p.z, bay = 1.9; vec3 w = vec3(abs(p.x), p.y - .28, mod(z + .3, bay) - bay * .5);
  float shell = 1.42 - abs(p.x) + .10 * smoothstep(.5, 1.1, p.y) * p.y; shell = smin(shell, 1.22 - p.y, .3);
  float window = box(vec3(0, w.y - .02, w.z), vec3(1., .52, .82), .12); shell = smax(shell, -window, .03);
  float front = p.z + 9.5; float screen = box(vec3(p.x, p.y - .15, 0), vec3(1.15, .75, 1.), .15); shell = min(shell, smax(front, -screen, .03)); shell = max(max(shell, abs(p.x) - 1.7), -p.z - 9.9); d = max(max(d, abs(p.x) - 1.6), -p.z - 9.6); put(d, shell * .8, 1.);
  vec3 s = vec3(abs(p.x) - .93, p.y, mod(z, 1.15) - .575);
  if (z > -8.4 && z < 1.4) { float seat = box(s - vec3(0, -.78, .05), vec3(.40, .08, .26), .06); vec3 b = s - vec3(0, -.32, .34); b.yz = rot(.16) * b.yz; seat = min(seat, box(b, vec3(.40, .46, .055), .05)); seat = min(seat, box(b - vec3(0, .47, 0), vec3(.22, .10, .05), .04)); seat = min(seat, rod(s, vec3(.2, -1.25, .1), vec3(.2, -.8, .1), .04)); put(d, seat, 2.); 
    vec3 grab = vec3(abs(abs(p.x) - .93) - .40, s.y - .16, s.z - .42); put(d, length(vec2(length(grab.xy * vec2(1., .6)) - .09, grab.z)) - .018, 3.); }
  vec3 q = vec3(abs(p.x) - .50, p.y, mod(z + .2, 2.3) - 1.15); if (z > -8. && z < 1.) put(d, length(q.xz) - .026, 3.);
  put(d, length(vec2(abs(p.x) - .50, p.y - .98)) - .024, 3.);
  if (z < 1.) { vec3 h = vec3(abs(p.x) - .50, p.y - .80, mod(z, .62) - .31); put(d, max(abs(length(h.yz - vec2(-.04, 0)) - .075) - .012, abs(h.x) - .014), 3.); }
  put(d, box(vec3(abs(p.x) - .98, p.y - 1.12, mod(z, 2.) - 1.), vec3(.10, .03, .72), .03), 4.);
  put(d, box(p - vec3(.72, -.35, -8.5), vec3(.05, .9, .6), .05), 1.);
  return d;
}
vec3 city(vec3 d, vec3 pane) {
  vec2 u = vec2(atan(d.x, -d.z), d.y); vec3 c = vec3(.010, .018, .030) + vec3(.05, .04, .03) * exp(-9. * abs(u.y)) + vec3(.02, .03, .045) * fbm(d * 4.);
  for (int i = 0; i < 70; i++) {
    float f = float(i), w = .015 + .055 * hash(vec3(f, 8, 2)), pick = hash(vec3(f, 4, 1)); vec2 o = vec2(hash(vec3(f, 3, 4)) * 2.6 - 1.3, -.10 + .50 * pow(hash(vec3(f, 5, 9)), 2.2)); vec3 paint = pick < .55 ? vec3(1., .50, .12) : pick < .75 ? vec3(.18, .6, .62) : pick < .9 ? vec3(.85, .10, .06) : vec3(.8, .8, .75);
    c += paint * .62 * smoothstep(w, w * .78, length(u - o)) * (.3 + .7 * hash(vec3(f, 7, 7)));
  }
  vec2 g = vec2(pane.z * 11., pane.y * 11.), cell = floor(g); vec2 o = fract(g) - .5 - .5 * (vec2(hash(vec3(cell, 1.)), hash(vec3(cell, 2.))) - .5); float drop = smoothstep(.16, .10, length(o * vec2(1., .8))) * step(.45, hash(vec3(cell, 5.))), run = smoothstep(.07, .0, abs(fract(pane.z * 4.3 + .08 * sin(pane.y * 9.)) - .5)) * smoothstep(.4, .7, noise(vec3(floor(pane.z * 4.3), pane.y * 2., 1.)));
  return c + vec3(.10, .13, .15) * drop * smoothstep(-.1, .12, o.y) + vec3(.06, .08, .09) * run * .5;
}
void main() {
  vec2 at = centred(); vec3 from = vec3(-.30, .16, 1.9), dir = look(at, from, vec3(.62, .02, -3.), 1.12); float t = march(from, dir, .05, 13.); vec3 p = from + dir * (t > 0. ? t : 11.), c = city(dir, from + dir * min(1.45 / max(abs(dir.x - .0), .02) * (1. - from.x * sign(dir.x) / 1.45), 12.));
  if (t > 0.) {
    map(p); float m = mat; vec3 n = normal(p, .002), a = vec3(.30, .34, .33); float ao = hollow(p, n), gloss = .15;
    if (m == 2.) { vec2 f = p.xy * 9.; a = mix(vec3(.055, .16, .17), vec3(.40, .17, .05), step(.62, noise(vec3(floor(f), floor(p.z))))) * (.7 + .5 * noise(p * 40.)); gloss = .03; } if (m == 3.) { a = vec3(.62, .40, .06); gloss = .8; } if (m == 5.) { a = vec3(.055, .06, .065) * (.8 + .5 * noise(p * 50.)); gloss = .5; } if (m == 1.) a = p.y > .95 ? vec3(.34, .36, .34) : p.y < -.35 ? vec3(.08, .12, .125) : vec3(.16, .20, .20);
    vec3 sum = vec3(.02, .03, .04);
    for (int i = 0; i < 6; i++) { float z = 1. - 2. * float(i); if (i == 2) continue; for (int k = 0; k < 2; k++) { vec3 l = vec3(k == 0 ? -.98 : .98, 1.05, z) - p; float ld = length(l); l /= ld; float fall = 1. / (.5 + ld * ld * 1.3); sum += vec3(.95, 1.05, .92) * .62 * fall * clamp(dot(n, l) * .85 + .15, 0., 1.); c = vec3(0); sum += gloss * vec3(1., 1.05, .95) * fall * pow(clamp(dot(reflect(dir, n), l), 0., 1.), 24.) / max(a.g, .1) * .5; } }
    vec3 outside = vec3(.10, .09, .08); sum += (outside * .8 + vec3(.9, .42, .10) * .35 * smoothstep(.3, .8, noise(vec3(0, 1, p.z * .8)))) * clamp(.5 - n.x * sign(p.x) * .5, 0., 1.) * smoothstep(-1.2, .3, p.y) * .5;
    c = a * sum * ao * 1.35; if (m == 4.) c = mod(floor(p.z / 2.), 5.) == 3. ? vec3(.10, .12, .12) : vec3(1.2, 1.35, 1.2);
    if (m == 5.) { vec3 r = reflect(dir, n); c += vec3(.9, 1., .9) * .10 * smoothstep(.16, .0, abs(abs(p.x + r.x * 1.6) - .85)) * (.4 + .6 * noise(p * 8.)); }
    c = mix(c, vec3(.04, .055, .06), 1. - exp(-max(0., t - 3.) * .06));
  }
  colour = vec4(finish(c * 1.2), 1);
}
