// Halo, a kettle with a ring of light. VIEW 0 hero on a plinth, 1 the ring from near, 2 a kitchen at first light without it.
// 1 enamel, 2 wood, 3 ring, 4 plinth, 5 steel, 6 wall, 7 tile, 8 cup, 9 plant.
float kettle(vec3 p) {
  float body = cone(p, vec3(0, -.55, 0), vec3(0, .42, 0), .80, .46); body = smax(body, -p.y - .98, .10); body = smax(body, p.y - .72, .08);
  vec3 s = p - vec3(.62, -.32, 0); float spout = lock(s, vec3(-.1, -.1, 0), vec3(.55, .10, 0), vec3(.62, .92, 0)).x - mix(.17, .065, clamp((s.y + .1) / 1.0, 0., 1.)); spout = smax(spout, s.y - .86 - .4 * (s.x - .6), .02);
  return smin(body, spout, .16);
}
float map(vec3 p) {
  mat = 6.; float d = p.z + 2.2;
#if VIEW == 2
  put(d, min(p.y + 1.05 > -9. ? box(p - vec3(0, -1.75, .4), vec3(6., .55, 1.5), .03) : 9., 9.), 4.);
  float tile = box(p - vec3(0, .1, -2.2), vec3(6., 1.1, .06), .0) + .02 * smoothstep(.46, .49, max(abs(fract(p.x * 2.2 + floor(p.y * 4.4) * .5) - .5), abs(fract(p.y * 4.4) - .5))); put(d, tile, 7.);
  float shelf = box(p - vec3(1.9, 1.72, -1.75), vec3(1.5, .05, .42), .02); put(d, shelf, 2.);
  vec3 c = p - vec3(1.0, 1.97, -1.7); c.x = mod(p.x, .5) - .25; if (p.x > .7 && p.x < 2.3) { float cup = max(abs(length(c.xz) - .15 - .03 * c.y) - .015, abs(c.y) - .2); put(d, cup, 8.); }
  put(d, cone(p - vec3(2.9, 1.77, -1.7), vec3(0), vec3(0, .3, 0), .16, .22), 8.); for (int i = 0; i < 7; i++) { float f = float(i); vec2 l = lock(p - vec3(2.9, 2.1, -1.7), vec3(0), vec3(.25 * cos(f * 2.1), .5, .25 * sin(f * 2.1)), vec3(.75 * cos(f * 2.1), .15 - .3 * hash(vec3(f)), .6 * sin(f * 2.1))); put(d, (l.x - .05 * sin(3.1 * l.y)) * .8, 9.); }
  put(d, min(drum(p - vec3(-1.55, -1.13, -.2), .05, .62, .02), box(p - vec3(1.75, -1.14, .1), vec3(.7, .05, .42), .03)), 2.); vec3 m = p - vec3(1.45, -.90, .15); float mug = max(abs(length(m.xz) - .22) - .025, abs(m.y) - .22) - .01; mug = min(mug, max(abs(length((m - vec3(.27, 0, 0)).xy) - .12) - .025, abs(m.z) - .03)); put(d, mug, 8.); put(d, cone(p, vec3(2.05, -1.05, 0), vec3(2.05, -.75, 0), .17, .17), 8.);
#else
  put(d, drum(p - vec3(0, -1.35, 0), .22, 1.45, .04), 4.); put(d, p.y + 1.57, 4.);
  put(d, kettle(p), 1.); put(d, drum(p - vec3(0, -1.03, 0), .055, .86, .03), 5.); put(d, ring(p - vec3(0, -.925, 0), .845, .035), 3.);
  float lid = smin(egg(p, vec3(0, .70, 0), vec3(.42, .09, .42)), 9., .1); put(d, lid, 1.); put(d, smin(ball(p, vec3(0, .88, 0), .10), drum(p - vec3(0, .79, 0), .06, .05, .01), .05), 2.);
  vec2 h = lock(p, vec3(-.55, .36, 0), vec3(-1.55, .62, 0), vec3(-.72, -.66, 0)); put(d, h.x - .085 - .02 * sin(h.y * 3.14), 2.); put(d, min(ball(p, vec3(-.55, .36, 0), .10), ball(p, vec3(-.70, -.66, 0), .11)), 5.);
#endif
  return d;
}
void main() {
  vec2 at = centred(); key = normalize(vec3(-.8, .6, .35)); keyc = vec3(1.35, 1.12, .86) * 1.8; rim = normalize(vec3(.85, .3, -.4)); rimc = vec3(.25, .38, .42); sky = vec3(.13, .16, .17);
#if VIEW == 1
  vec3 from = vec3(1.6, -.35, 4.2), dir = look(at, from, vec3(.05, -.72, 0), 3.4);
#elif VIEW == 2
  vec3 from = vec3(.2, .45, 5.6), dir = look(at, from, vec3(.25, .10, 0), 1.9);
#else
  vec3 from = vec3(.3, .65, 7.), dir = look(at, from, vec3(.05, -.30, 0), 4.1);
#endif
  float t = march(from, dir, 1., 20.); vec3 c = vec3(.1), p = from + dir * t;
  if (t > 0.) {
    map(p); float m = mat; vec3 n = normal(p, .002), a = vec3(.22, .30, .29); float gloss = .04, w = 20.;
    if (m == 1.) { a = vec3(.055, .17, .165); gloss = .8; w = 90.; } if (m == 2.) { a = vec3(.34, .17, .07) * (.6 + .7 * noise(vec3(p.x * 4., p.y * 22., p.z * 22.))); gloss = .15; } if (m == 4.) { a = vec3(.52, .46, .38) * (.85 + .3 * fbm(p * 3.)); gloss = .06; } if (m == 5.) { a = vec3(.5, .5, .48); gloss = 1.; w = 40.; } if (m == 6.) a = mix(vec3(.20, .30, .29), vec3(.33, .40, .36), smoothstep(-1., 2., p.y)) * (.9 + .2 * fbm(p * 1.5)); if (m == 7.) { a = vec3(.50, .52, .46) * (.85 + .25 * hash(floor(vec3(p.x * 2.2 + floor(p.y * 4.4) * .5, p.y * 4.4, 1.)))); gloss = .35; w = 50.; } if (m == 8.) { a = vec3(.62, .40, .22); if (fract(p.x * 2.) > .5) a = vec3(.66, .62, .54); gloss = .3; } if (m == 9.) a = vec3(.07, .16, .06);
    c = shade(p, n, dir, a, gloss, w);
    float pane = 1.;
#if VIEW == 2
    vec2 u = p.xy - key.xy / key.z * p.z * .0 + vec2(p.z * .6, 0.); pane = smoothstep(.02, .10, min(abs(fract(u.x * .42 + .2 * u.y) - .5) * 2., abs(fract(u.y * .55 - .1) - .5) * 2.)) * smoothstep(.2, -.2, abs(u.x + .6) - 2.6); c *= mix(.42, 1.15, pane);
#else
    vec3 q = vec3(p.x, 0, p.z); float rd = length(q); vec3 l = normalize(vec3(q / max(rd, .01) * .845) + vec3(0, -.925, 0) - p); float ld = length(vec2(rd - .845, p.y + .925)); c += a * vec3(1.5, .72, .22) * .55 * clamp(dot(n, l) * .7 + .3, 0., 1.) / (.12 + ld * ld * 3.); if (m == 3.) c = vec3(2.3, 1.4, .62);
    if (m == 1. || m == 5.) { vec3 r = reflect(dir, n); float f = .06 + .6 * pow(1. - clamp(dot(n, -dir), 0., 1.), 4.); c += f * (vec3(1.2, 1.1, .95) * smoothstep(.03, .0, abs(abs(r.x + .62) - .16) - .13) * smoothstep(.55, .45, abs(r.y - .25)) * 1.6 + vec3(.35, .42, .42) * smoothstep(-.3, .8, r.y)); }
#endif
  }
#if VIEW != 2
  c += vec3(1., .5, .16) * .10 * exp(-2.2 * length(vec2(at.x, (at.y + .28) * 1.6)));
#endif
  colour = vec4(finish(c), 1);
}
