// The gull that owns the gallery rail. 1 white feathers, 2 grey wing, 3 black tips, 4 bill, 5 legs, 6 rail, 7 eye.
float map(vec3 p) {
  mat = 6.; float d = rod(p, vec3(-6, -1.42, 0), vec3(6, -1.42, 0), .16) + .01 * fbm(p * 8.); d = min(d, rod(p, vec3(1.75, -1.4, 0), vec3(1.75, -6, 0), .12)); d = min(d, ball(p, vec3(1.75, -1.32, 0), .24));
  vec3 q = p; q.xz = rot(-.35) * q.xz; vec3 b = q; b.xy = rot(-.42) * b.xy;
  float fluff = .012 * noise(b * vec3(10., 26., 26.)); float body = egg(b, vec3(.05, -.12, 0), vec3(1.02, .56, .52)); body = smin(body, egg(b, vec3(.55, .05, 0), vec3(.52, .50, .46)), .2);
  body = smin(body, cone(q, vec3(-.42, .25, 0), vec3(-.70, .78, 0), .36, .27), .28); body = smin(body, egg(q, vec3(-.80, .98, 0), vec3(.36, .31, .27)), .18); body = smin(body, rod(b, vec3(.6, -.16, 0), vec3(1.25, -.12, 0), .14), .3); body = smin(body, rod(vec3(q.xy, abs(q.z)), vec3(.02, -.5, .18), vec3(.04, -.85, .18), .15), .15); put(d, body + fluff, 1.);
  vec3 w = vec3(b.xy, abs(b.z)); float wing = egg(w, vec3(.12, .02, .40), vec3(.86, .40, .17)); float lay = .02 * smoothstep(.1, .5, fract((b.x * .9 - b.y * 1.5) * 5.)); wing = smin(wing, egg(w, vec3(.85, -.02, .34), vec3(.75, .17, .10)), .12) - lay; put(d, wing, 2.); 
  vec3 r = vec3(b.xy, abs(b.z)); r.xy = rot(.0) * r.xy; put(d, min(egg(r, vec3(1.55, .02, .16), vec3(.52, .075, .07)), egg(r, vec3(1.40, -.06, .22), vec3(.48, .07, .06))), 3.);
  put(d, smin(egg(b, vec3(1.30, -.22, 0), vec3(.55, .06, .24)), 9., .1), 1.);
  float bill = cone(q, vec3(-1.05, .95, 0), vec3(-1.55, .88, 0), .115, .06); bill = smin(bill, cone(q, vec3(-1.50, .90, 0), vec3(-1.60, .77, 0), .065, .02), .05); bill = smin(bill, ball(q, vec3(-1.42, .82, 0), .065), .06); bill = smax(bill, -rod(q, vec3(-1.1, .92, .0), vec3(-1.6, .85, .0), .004) + max(0., .05 - abs(q.z)) * .0, .02); put(d, bill, 4.);
  vec3 s = vec3(q.xy, abs(q.z)); float leg = rod(s, vec3(.05, -.8, .18), vec3(.0, -1.22, .18), .045); leg = min(leg, rod(s, vec3(.0, -1.22, .18), vec3(-.25, -1.25, .14), .04)); leg = min(leg, rod(s, vec3(.0, -1.22, .18), vec3(-.16, -1.24, .30), .035)); put(d, leg, 5.);
  put(d, ball(vec3(q.xy, abs(q.z)), vec3(-.90, 1.05, .215), .062), 7.);
  return d;
}
void main() {
  vec2 at = centred(); key = normalize(vec3(-.80, .48, .40)); keyc = vec3(1.25, .98, .72) * 1.7; rim = normalize(vec3(.8, .35, -.6)); rimc = vec3(.30, .45, .56); sky = vec3(.10, .15, .19);
  vec3 from = vec3(.15, .1, 7.6), dir = look(at, from, vec3(.12, -.12, 0), 3.6); float t = march(from, dir, 3., 14.); vec3 c = storm(normalize(vec3(dir.x * 1.2, .18 + dir.y, dir.z))) * 1.5 + vec3(.8, .45, .18) * .25 * exp(-2. * length(at - vec2(-1., .3))); float sea = smoothstep(-.40, -.43, at.y); c = mix(c, vec3(.06, .09, .105) * (.7 + .8 * noise(vec3(at.x * 5., at.y * 60., 1.))), sea * .8);
  if (t > 0.) { vec3 p = from + dir * t; map(p); float m = mat; vec3 n = normal(p, .004), a = vec3(.72, .70, .66) * (.8 + .3 * noise(p * vec3(8., 20., 20.))); float s = .03;
    if (m == 2.) a = vec3(.235, .27, .30) * (.8 + .4 * noise(p * vec3(6., 20., 8.))); if (m == 3.) a = vec3(.035); if (m == 4.) { vec3 q = p; q.xz = rot(-.35) * q.xz; a = mix(vec3(.85, .50, .06), vec3(.70, .10, .03), smoothstep(.10, .05, length(q.xy - vec2(-1.44, .80)))); s = .35; } if (m == 5.) a = vec3(.62, .34, .24); if (m == 6.) { a = mix(vec3(.09, .12, .12), vec3(.24, .10, .04), smoothstep(.52, .62, fbm(p * 4.))); s = .35; } if (m == 7.) { a = vec3(.5, .38, .08); s = 1.5; vec3 q = p; q.xz = rot(-.35) * q.xz; if (length(q.xy - vec2(-.91, 1.05)) < .034) a = vec3(.01); }
    c = shade(p, n, dir, a, s, 30.); if (m == 7. && n.y > .45 && n.x < 0.) c += .9; }
  colour = vec4(finish(c), 1);
}
