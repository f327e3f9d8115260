// The coast radio: a walnut set with a lit dial and a hand microphone on its cord. 1 wood, 2 grille, 3 dial, 4 knobs, 5 table, 6 bakelite, 7 brass.
float map(vec3 p) {
  mat = 5.; float d = p.y + 1.02 + .006 * smoothstep(.03, .0, abs(fract(p.z * .9 + .2) - .5)) ; d = min(d, p.z + 2.6);
  vec3 q = p - vec3(-.25, 0, 0); q.xz = rot(.30) * q.xz;
  float cab = box(q, vec3(1.5, 1., .62), .20); cab = smax(cab, -box(q - vec3(0, 0, .62), vec3(1.34, .84, .07), .12), .03); put(d, cab, 1.);
  float grille = box(q - vec3(-.62, .10, .54), vec3(.62, .62, .03), .05); grille += .02 * smoothstep(.2, .4, abs(fract(q.y * 11.) - .5)); put(d, grille, 2.);
  put(d, drum((q - vec3(.70, .22, .55)).xzy, .05, .47, .02), 3.); put(d, ring((q - vec3(.70, .22, .60)).xzy, .48, .045), 7.);
  vec3 k = q - vec3(0, -.60, .60); float knob = 9.; for (int i = 0; i < 4; i++) { vec3 o = k - vec3(-.0 + .40 * float(i) - .05, .0 + .06 * step(float(i), 10.), 0); float r = i == 3 ? .17 : .11; o.xy = rot(float(i) * .7 + .4) * o.xy; knob = min(knob, drum(o.xzy, .11, r - .012 * abs(sin(atan(o.y, o.x) * 9.)), .03)); knob = min(knob, box(o - vec3(0, r * .5, .11), vec3(.012, r * .35, .012), .005)); } put(d, knob, 4.);
  put(d, box(q - vec3(.70, .22, .615) , vec3(.008, .008, .004), .002), 7.);
  vec3 m = p - vec3(1.75, -.80, .95); m.xz = rot(-.5) * m.xz; m.yz = rot(.25) * m.yz; float mic = box(m, vec3(.26, .16, .40), .13); mic = smin(mic, cone(m, vec3(0, 0, .3), vec3(0, -.02, .62), .17, .11), .1); put(d, mic, 6.); put(d, box(m - vec3(.27, .02, -.05), vec3(.03, .06, .14), .03), 7.); float holes = drum(m - vec3(0, .15, -.12), .02, .17, .01) + .02 * smoothstep(.25, .1, length(fract(m.xz * 16.) - .5)); put(d, holes, 7.);
  vec2 c = lock(p, vec3(1.2, -.85, .1), vec3(1.45, -1.25, 2.1), vec3(1.80, -.90, 1.35)); vec2 c2 = lock(p, vec3(.9, -.9, .62), vec3(1.3, -1.0, 1.9), vec3(1.85, -.9, 1.42)); put(d, (c2.x - .055 - .022 * sin(c2.y * 190.)) * .7, 6.);
  vec3 b = p - vec3(-2.05, -.93, 1.0); b.xz = rot(-.35) * b.xz; put(d, box(b, vec3(.62, .075, .44), .02) + .008 * step(abs(b.y), .05) * sin(b.y * 240.), 8.); put(d, box(b - vec3(0, .075, 0), vec3(.64, .012, .46), .01), 6.); put(d, rod(b, vec3(-.3, .13, .28), vec3(.42, .13, -.12), .035), 7.);
  return d;
}
void main() {
  vec2 at = centred(); key = normalize(vec3(-.75, .62, .40)); keyc = vec3(.62, .78, .88) * 1.15; rim = normalize(vec3(.8, .4, -.4)); rimc = vec3(.75, .42, .16) * .8; sky = vec3(.045, .065, .08);
  vec3 from = vec3(.15, 1.15, 6.6), dir = look(at, from, vec3(.06, -.20, 0), 2.95); float t = march(from, dir, 2., 14.); vec3 c = vec3(.02), p = from + dir * t;
  if (t > 0.) {
    map(p); float m = mat; vec3 n = normal(p, .002), q = p - vec3(-.25, 0, 0); q.xz = rot(.30) * q.xz; vec3 a = vec3(.20, .09, .035) * (.5 + .9 * noise(vec3(q.x * 3. + 2. * noise(q * 2.), q.y * 26., q.z * 10.))); float s = .35, w = 40.;
    if (m == 2.) { a = vec3(.30, .23, .13) * (.6 + .7 * noise(q * vec3(60., 60., 10.))); s = .02; } if (m == 4.) { a = vec3(.14, .07, .035); s = .8; } if (m == 5.) { a = p.z < -2.5 ? vec3(.07, .10, .115) * (.7 + .6 * fbm(p * vec3(6., .7, 1.))) : vec3(.11, .065, .035) * (.5 + .9 * noise(vec3(p.x * 3., 2., p.z * 26.))); s = .10; } if (m == 6.) { a = vec3(.028); s = .6; } if (m == 7.) { a = vec3(.46, .29, .10); s = .9; } if (m == 8.) { a = vec3(.42, .38, .30); s = .02; }
    c = shade(p, n, dir, a, s, w); vec3 dial = vec3(-.25, 0, 0) + vec3(rot(-.30) * vec2(.70, .62), .22).xzy; vec3 l = dial + vec3(.15, 0, .5) - p; float ld = length(l); c += a * vec3(1.3, .65, .18) * clamp(dot(n, l / ld) + .2, 0., 1.) / (.4 + ld * ld) * 1.1 * hollow(p, n);
    if (m == 3.) { vec2 g = (q - vec3(.70, .22, .6)).xy; float r = length(g), an = atan(g.x, g.y); vec3 face = vec3(1.35, .82, .32) * (1.1 - 1.1 * r); float tick = smoothstep(.018, .006, abs(fract(an * 36. / 6.2832) - .5) * r * .17) * step(.34, r) * step(r, .40); tick += smoothstep(.012, .004, abs(fract(an * 12. / 6.2832) - .5) * r * .52) * step(.26, r) * step(r, .40) + smoothstep(.01, .0, abs(r - .22)) * .6; vec2 h = rot(.75) * g; tick += smoothstep(.014, .006, abs(h.x)) * step(-.08, h.y) * step(h.y, .37) + smoothstep(.05, .04, r); c = mix(face, vec3(.06, .025, .01), clamp(tick, 0., 1.) * step(-.30, -abs(an) * .0)); }
  }
  c += vec3(1., .5, .14) * .16 * exp(-3. * length(at - vec2(.18, .16))); colour = vec4(finish(c * 1.15), 1);
}
