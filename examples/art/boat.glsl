// The Petrel, a small wooden cutter, in a heavy sea. 1 hull, 2 wood, 3 water, 4 house, 5 lamp, 6 rope and spars.
vec3 aboard(vec3 p) { p -= vec3(.25, .10, 0.); p.xz = rot(-.78) * p.xz; p.xy = rot(-.20) * p.xy; p.yz = rot(.12) * p.yz; return p; }
float map(vec3 p) {
  mat = 3.; float d = (p.y - swell(p.xz, .78) + .25) * .55;
  vec3 b = aboard(p); if (length(b - vec3(0, .7, 0)) > 4.2) return d;
  // the hull points along x
  float s = b.x / 2.6, sheer = .62 + .42 * s * s + .22 * s, width = .82 * sqrt(max(0., 1. - pow(abs(s * .97 - .06), 2.6))) * (.72 + .28 * smoothstep(-.7, .6, b.y));
  float keel = -.70 + .34 * s * s; float side = abs(b.z) - width * sqrt(clamp((b.y - keel) / (sheer - keel), .0, 1.)) ; float plank = abs(fract((b.y - sheer) * 7.) - .5);
  float hull = max(max(side * .75, b.y - sheer), max(abs(b.x) - 2.62, keel - b.y)); hull += .008 * smoothstep(.06, .0, plank); float deck = max(side + .07, -(b.y - sheer + .24)); hull = max(hull, -deck);
  put(d, hull * .7, 1.);
  float rail = max(abs(side + .0) - .06, abs(b.y - sheer) - .04); rail = max(rail, abs(b.x) - 2.6); put(d, rail * .7, 2.);
  float house = box(b - vec3(-.55, 1.05, 0), vec3(.62, .62, .46), .04); vec3 w = b - vec3(-.55, 1.30, 0);
  float pane = min(max(abs(abs(w.x) - .27) - .18, abs(w.y) - .17), max(abs(abs(w.z) - .21) - .15, abs(w.y) - .17)); house = smax(house, -max(pane, -(box(w + vec3(0, .25, 0), vec3(.56, .56, .40), 0.))), .01); put(d, house, 4.);
  put(d, box(b - vec3(-.50, 1.70, 0), vec3(.76, .05, .56), .03), 2.);
  float spar = rod(b, vec3(.55, .4, 0), vec3(.50, 3.5, 0), .055); spar = min(spar, rod(b, vec3(.53, 1.98, 0), vec3(-1.9, 2.45, .1), .045)); spar = min(spar, rod(b, vec3(2.4, 1.2, 0), vec3(3.2, 1.45, 0), .04));
  spar = min(spar, min(rod(b, vec3(.5, 3.4, 0), vec3(3.15, 1.43, 0), .012), rod(vec3(b.xy, abs(b.z)), vec3(.5, 3.3, 0), vec3(.2, .8, .78), .012))); spar = min(spar, rod(b, vec3(.5, 3.4, 0), vec3(-2.5, 1.1, 0), .012)); spar = min(spar, rod(b, vec3(.5, 3.3, 0), vec3(-1.9, 2.45, .1), .010)); put(d, spar, 6.);
  float sail = rod(b, vec3(.40, 2.12, 0), vec3(-1.8, 2.56, .1), .11) + .03 * noise(b * 9.); put(d, sail, 7.);
  put(d, min(ball(b, vec3(.52, 3.05, .0), .10), ball(b, vec3(-.55, 1.30, 0), .16)), 5.);
  float crate = box(b - vec3(1.35, .72, .05), vec3(.28, .2, .26), .03); crate = min(crate, ring((b - vec3(-1.6, .62, .1)), .24, .09)); put(d, crate, 2.);
  return d;
}
void main() {
  vec2 at = centred(); key = normalize(vec3(-.75, .42, -.28)); keyc = vec3(.80, .88, .90) * 1.5; rim = normalize(vec3(.6, .4, .6)); rimc = vec3(.10, .15, .19); sky = vec3(.11, .155, .19);
  vec3 from = vec3(0, 1.25, 8.6), dir = look(at, from, vec3(.1, 1.12, 0), 2.05);
  float t = march(from, dir, 2., 60.); vec3 d2 = normalize(dir + vec3(0, .03, 0)), c = storm(d2) * 2.1 + vec3(.5, .47, .38) * .55 * exp(-22. * pow(dir.x + .20, 2.) - 10. * max(dir.y, 0.)), haze = c; vec3 p = from + dir * t;
  if (t > 0.) {
    map(p); float m = mat; vec3 n = normal(p, .0015 * t);
    vec3 lamp = vec3(.25, .36, 0.) + vec3(.1, 3.0, 0.);
    if (m == 3.) {
      float f = pow(1. - clamp(dot(n, -dir), 0., 1.), 4.); vec3 r = reflect(dir, n); r.y = abs(r.y); float h = swell(p.xz, .78);
      c = mix(vec3(.018, .045, .055) + vec3(.05, .12, .115) * smoothstep(.0, .55, h) , storm(r) * 1.9, clamp(f, 0.04, .9)) + vec3(.6, .62, .58) * pow(clamp(dot(n, normalize(key - dir)), 0., 1.), 40.) * .7;
      float foam = smoothstep(.52, .66, fbm(vec3(p.xz * 2.6, 1.)) * .62 + h * .42) + smoothstep(.5, .62, fbm(vec3(p.xz * 5., 3.))) * smoothstep(.9, .0, length(aboard(p).xz * vec2(.36, 1.)) - .55) * .9;
      c = mix(c, vec3(.42, .49, .51) * (.55 + .5 * clamp(dot(n, key), 0., 1.)), clamp(foam, 0., 1.) * .8);
      c += vec3(1.1, .55, .15) * .42 * pow(clamp(dot(r, normalize(vec3(.2, 1.6, 0) - p)), 0., 1.), 40.) * exp(-.35 * length(p.xz));
      c = mix(c, haze, 1. - exp(-max(0., t - 9.) * .035));
    } else {
      vec3 b = aboard(p); vec3 a = vec3(.30, .20, .11) * (.7 + .6 * noise(b * vec3(3., 30., 20.)));
      float s = b.x / 2.6, sheer = .62 + .42 * s * s + .22 * s;
      if (m == 1.) { a = b.y > sheer - .16 ? vec3(.70, .45, .06) : b.y > .12 + .1 * s ? vec3(.10, .19, .27) : vec3(.30, .07, .04); a *= .6 + .6 * fbm(b * vec3(1.5, 6., 3.)); a = mix(a, vec3(.35, .38, .36), smoothstep(.62, .7, fbm(b * vec3(4., 7., 5.) + 3.)) * .5); }
      if (m == 4.) a = vec3(.58, .56, .50) * (.65 + .5 * fbm(b * vec3(3., 2., 3.)));
      if (m == 6.) a = vec3(.20, .14, .08); if (m == 7.) a = vec3(.36, .20, .12);
      c = shade(p, n, dir, a, .28, 30.); if (m == 5.) c = vec3(2.4, 1.5, .6); if (m == 4. && box(b - vec3(-.55, 1.30, 0), vec3(.56, .3, .41), 0.) < .0) c += vec3(1.2, .62, .18) * .8;
      c += a * vec3(1.3, .65, .2) * 1.1 * exp(-.9 * length(b - vec3(-.2, 1.5, 0)));
    }
  }
  vec3 l = from - vec3(.0, 3.30, 0.); vec2 q = vec2(0);
  float spray = smoothstep(.50, .80, fbm(vec3(at * 7. + vec2(at.y * 3., 0.), 4.)) + .55 * exp(-18. * dot((at - vec2(.60, -.20)) * vec2(1., 1.2), (at - vec2(.60, -.20)) * vec2(1., 1.2))) - .12);
  c = mix(c, vec3(.50, .58, .60), spray * .75 * smoothstep(.75, .1, length(at - vec2(.60, -.16))));
  c += vec3(.42, .5, .53) * .09 * rain(at, .3);
  colour = vec4(finish(c), 1);
}
