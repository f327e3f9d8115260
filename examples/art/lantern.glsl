// A dented storm lantern on dark cloth. 1 brass, 2 glass, 3 cloth, 4 wire, 5 flame.
float map(vec3 p) {
  mat = 3.;
  float folds = .10 * noise(vec3(p.x * 1.1 + p.z * .7, 2., p.z * 1.3)) + .16 * abs(noise(vec3(p.x * 1.6 - p.z, 4., p.z * .9)) - .5) + .05 * abs(noise(vec3(p.x * 4. + p.z * 2., 4., p.z * 2.5)) - .5);
  float back = max(0., -p.z - .9); folds += min(back * back * .5, back * 1.1 - .5 * step(.95, back) * .0);
  float d = (p.y + 1.60 - folds + .06) * .55;
  vec3 q = p; q.xz = rot(.5) * q.xz;
  vec3 dent = q + .035 * (noise(q * 2.4) - .5) * vec3(1, .6, 1);
  float tank = drum(dent - vec3(0, -1.22, 0), .26, .66, .10);
  tank = smin(tank, drum(dent - vec3(0, -1.50, 0), .05, .74, .03), .05);
  tank = smin(tank, cone(dent, vec3(0, -.98, 0), vec3(0, -.82, 0), .36, .22), .08);
  tank = smax(tank, -ball(q, vec3(.62, -1.15, .52), .26), .08);
  tank = min(tank, ring(q - vec3(0, -1.0, 0), .60, .022)); tank = min(tank, ring(q - vec3(0, -1.42, 0), .67, .022));
  float burner = drum(q - vec3(0, -.72, 0), .06, .34, .03); burner = min(burner, drum(q - vec3(0, -.64, 0), .03, .42, .015));
  put(d, min(tank, burner), 1.);
  float cap = drum(q - vec3(0, .62, 0), .05, .40, .03); cap = min(cap, cone(dent, vec3(0, .66, 0), vec3(0, 1.0, 0), .34, .17));
  cap = min(cap, drum(q - vec3(0, 1.02, 0), .10, .25, .03)); cap = min(cap, drum(q - vec3(0, 1.17, 0), .03, .34, .02)); cap = smin(cap, ball(q, vec3(0, 1.16, 0), .2), .06);
  for (int i = 0; i < 6; i++) { vec3 o = q - vec3(0, .80, 0); o.xz = rot(float(i) * 1.047) * o.xz; cap = smax(cap, -ball(o, vec3(.34, 0, 0), .06), .02); }
  put(d, cap, 1.);
  vec3 s = vec3(abs(q.x), q.yz);
  float tube = rod(s, vec3(.70, -1.2, 0), vec3(.80, -.4, 0), .062); tube = smin(tube, rod(s, vec3(.80, -.4, 0), vec3(.70, .75, 0), .062), .03); tube = smin(tube, rod(s, vec3(.70, .75, 0), vec3(.25, 1.0, 0), .062), .05);
  put(d, tube, 1.);
  float wire = ring(q - vec3(0, -.22, 0), .565, .017); wire = min(wire, ring(q - vec3(0, .22, 0), .535, .017));
  wire = min(wire, rod(vec3(q.xy, abs(q.z)), vec3(0, -.62, .44), vec3(0, -.1, .60), .017)); wire = min(wire, rod(vec3(q.xy, abs(q.z)), vec3(0, -.1, .60), vec3(0, .6, .40), .017));
  vec3 h = q - vec3(0, .62, 0); h.yz = rot(-.45) * h.yz; wire = min(wire, max(length(vec2(length(h.xy * vec2(1.15, .92)) - .93, h.z)) - .028, -h.y - .05));
  put(d, wire * .8, 4.);
  vec3 g = q - vec3(0, -.02, 0); float pane = egg(g, vec3(0), vec3(.50, .64, .50)); pane = smax(pane, abs(g.y) - .58, .05);
  put(d, pane, 2.);
  return d;
}
void main() {
  vec2 at = centred();
  key = normalize(vec3(-.75, .65, .45)); keyc = vec3(.62, .78, .90) * 1.5; rim = normalize(vec3(.8, .35, -.5)); rimc = vec3(.35, .5, .62); sky = vec3(.05, .075, .095);
  vec3 from = vec3(0, .55, 7.), dir = look(at, from, vec3(0, -.16, 0), 3.7);
  float t = march(from, dir, 3.5, 13.); vec3 c = vec3(.02, .03, .04);
  if (t > 0.) {
    vec3 p = from + dir * t; map(p); float m = mat; vec3 n = normal(p, .003), flame = vec3(0, -.12, 0), fl = flame - p; float fd = length(fl); fl /= fd;
    vec3 glow = vec3(1.5, .70, .20) * clamp(dot(n, fl) * .8 + .2, 0., 1.) / (.3 + fd * fd) * 1.15;
    if (m == 2.) {
      float edge = pow(1. - abs(dot(n, dir)), 2.2); vec3 q = p - dot(p - flame, dir) * dir;
      vec3 o = from + dir * dot(flame - from, dir) - flame; vec2 f = vec2(dot(o, normalize(vec3(1, 0, 0))), o.y);
      float tongue = length(f * vec2(2.4 + 1.7 * smoothstep(-.1, .35, f.y), 1.) - vec2(0, .03)) - .22;
      c = vec3(.9, .42, .10) * (.30 * exp(-2.6 * length(f)) + .10) + vec3(1.7, .95, .32) * 1.3 * exp(-14. * max(tongue, 0.)) + vec3(1.3, 1.2, .9) * smoothstep(.03, -.1, tongue);
      c += vec3(.75, .50, .25) * edge * .55 + vec3(.8, .95, 1.) * smoothstep(.03, .0, abs(n.x + .55)) * smoothstep(.75, .3, abs(n.y)) * .5;
      c *= .85 + .2 * noise(p * 4.);
    } else if (m == 3.) { c = shade(p, n, dir, vec3(.055, .075, .10) * (.75 + .5 * noise(p * vec3(40., 20., 40.))), .01, 8.) + glow * vec3(.07, .075, .08) * hollow(p, n); }
    else {
      vec3 brass = mix(vec3(.52, .31, .085), vec3(.30, .22, .11), smoothstep(.45, .7, fbm(p * 3.5))); brass = mix(brass, vec3(.10, .16, .14), smoothstep(.62, .75, fbm(p * 6. + 4.)) * .6);
      if (m == 4.) brass = vec3(.10, .075, .05);
      vec3 r = reflect(dir, n); c = shade(p, n, dir, brass, .65, 28.) + glow * brass * 1.7;
      c += brass * (m == 4. ? .4 : 1.) * (vec3(.40, .55, .65) * smoothstep(.1, .9, r.y) + vec3(.4, .5, .6) * smoothstep(.75, .95, dot(r, normalize(vec3(-.9, .1, .4))))) * hollow(p, n) * .9;
    }
  }
  c += vec3(.9, .42, .10) * .16 * exp(-1.5 * length(at - vec2(0., .03)));
  colour = vec4(finish(c), 1);
}
