// The quay at dawn: wet granite running out to a post light, bollards, the tower on its rock. 1 stone, 2 iron, 3 water, 4 tower, 5 lamp, 6 rock, 7 wood and rope.
#ifdef REHEARSAL
// Grey people where the players will stand: Mira by the crate, Tomas before her.
float dummy(vec3 p, float tall) { float d = cone(p, vec3(0, .25, 0), vec3(0, tall * .62, 0), .26, .20); d = smin(d, egg(p, vec3(0, tall * .72, 0), vec3(.26, .14, .17)), .12); return min(d, egg(p, vec3(0, tall * .92, 0), vec3(.125, .16, .14))); }
#endif
#ifdef NIGHT
#define SCALE .62
#define CHOP .85
#define SUN 0.
#else
#define SCALE 1.2
#define CHOP .16
#define SUN 1.
#endif
float map(vec3 p) {
  mat = 3.; float d = (p.y + 1.55 - swell(p.xz * SCALE, CHOP)) * .7;
  float bend = .016 * p.z * p.z * step(p.z, 0.), x = p.x - bend * .6; vec3 q = vec3(x, p.yz);
  vec2 cell = vec2(q.x + floor(q.z * .8) * .37, q.z * .8); vec2 f = abs(fract(cell * vec2(.9, 1.)) - .5); float joint = smoothstep(.44, .495, max(f.x, f.y)), tone = hash(vec3(floor(cell * vec2(.9, 1.) + .5), 3.));
  float wall = box(q - vec3(.2, -1.3, -8.), vec3(1.75, 1.3, 15.), .08) + .03 * joint - .02 * tone - .025 * fbm(q * 3.); put(d, wall * .8, 1.);
  float kerb = box(vec3(q.x - 1.85, q.y - .28, q.z + 8.), vec3(.30, .55, 15.), .06) + .025 * smoothstep(.46, .49, abs(fract(q.z * .55) - .5)) - .025 * fbm(q * 3.); put(d, kerb * .8, 1.);
  vec3 b = q; b.z = mod(q.z + .6, 3.4) - 1.7; b.x += 1.18; if (q.z < 3. && q.z > -20.) { float bol = cone(b, vec3(0, .0, 0), vec3(0, .36, 0), .17, .13); bol = smin(bol, egg(b, vec3(0, .42, 0), vec3(.22, .10, .22)), .06); bol = min(bol, drum(b - vec3(0, .02, 0), .03, .27, .01)); put(d, bol, 2.); }
  vec3 c = p - vec3(-.62, .06, 1.15); float coil = min(ring(c, .30, .06), min(ring(c - vec3(.02, .09, .01), .27, .06), ring(c - vec3(-.02, .17, 0.), .22, .055))) + .012 * sin(atan(c.x, c.z) * 60. + c.y * 40.); put(d, coil * .8, 7.);
  float slack = lock(p, vec3(-.35, .04, 1.3), vec3(-.1, .02, .4), vec3(-1.1, .20, .55)).x - .04; put(d, slack, 7.);
  float crate = box(vec3(rot(.4) * (p.xz - vec2(1.02, .1)), p.y - .30).xzy, vec3(.36, .27, .30), .02); crate += .02 * smoothstep(.05, .0, abs(fract(p.y * 5.) - .5)); put(d, crate * .9, 7.);
  vec3 l = q - vec3(.1, 0, -20.5); float post = cone(l, vec3(0), vec3(0, 2.6, 0), .14, .08); post = min(post, drum(l - vec3(0, 3.10, 0), .04, .34, .02)); post = min(post, drum(l - vec3(0, 2.62, 0), .05, .30, .02)); post = min(post, cone(l, vec3(0, 3.1, 0), vec3(0, 3.42, 0), .22, .03)); put(d, post, 2.); put(d, drum(l - vec3(0, 2.86, 0), .2, .2, .03), 5.);
  vec3 r = p - vec3(13.5, -1.6, -34.); float rock = egg(r, vec3(0, 0, 0), vec3(10., 3.2, 6.)) - 2.2 * fbm(r * .55) - .5 * abs(noise(r * 1.6) - .5); put(d, rock * .5, 6.);
  vec3 t = r - vec3(-1.4, 2.4, 0); float tower = max(length(t.xz) - mix(1.25, .78, clamp(t.y / 8., 0., 1.)), abs(t.y - 4.) - 4.); tower = min(tower, drum(t - vec3(0, 8.1, 0), .14, 1.2, .04)); tower = min(tower, max(length(t.xz) - .82, abs(t.y - 9.9) - .22)); tower = min(tower, cone(t, vec3(0, 10., 0), vec3(0, 11., 0), .76, .08)); tower = min(tower, box(t - vec3(2.6, .4, 0), vec3(1.2, .8, .9), .03)); put(d, tower * .8, 4.); put(d, drum(t - vec3(0, 8.95, 0), .8, .62, .03), 5.);
#ifdef REHEARSAL
  put(d, dummy(p - vec3(.05, 0, 1.4), 1.45) * .8, 8.); put(d, dummy(p - vec3(.52, 0, 1.15), 1.62) * .8, 9.);
#endif
  return d;
}
void main() {
  vec2 at = centred();   key = normalize(vec3(-.62, .20, -.62)); keyc = vec3(1.25, .66, .34) * 1.65; rim = normalize(vec3(.3, .9, .4)); rimc = vec3(.055, .085, .115); sky = vec3(.115, .165, .215);
#ifdef NIGHT
  key = normalize(vec3(-.55, .5, .3)); keyc = vec3(.42, .56, .66); rimc = vec3(.05, .08, .1); sky = vec3(.035, .055, .075);
#endif
  vec3 from = vec3(-.15, 1.15, 5.4), dir = look(at, from, vec3(.35, .92, -4.), 1.62);
#ifdef REHEARSAL
  float s0 = smoothstep(.0, 1., time); from = mix(vec3(-.25, 1.15, 4.1), vec3(-.9, 4.6, 9.2), s0); dir = look(at, from, mix(vec3(.25, 1.0, 0.), vec3(1.4, 1.6, -9.), s0), 1.62);
#endif
  float t = march(from, dir, .3, 90.);
#ifdef REHEARSAL
  // modelling clay: light and form only, nothing that could pass for the film's own picture
  vec3 clay = vec3(.52) + .25 * dir.y; if (t > 0.) { vec3 p = from + dir * t; map(p); float m = mat; vec3 n = normal(p, .0012 * t + .001); float l = clamp(dot(n, normalize(vec3(-.5, .7, .4))), 0., 1.) * (.35 + .65 * shadow(p + n * .02, normalize(vec3(-.5, .7, .4)))); clay = mix(m == 8. ? vec3(.78, .55, .10) : m == 9. ? vec3(.22, .38, .52) : m == 3. ? vec3(.24, .27, .30) : vec3(.50), vec3(.52), 1. - exp(-t * .012)) * (.42 + .75 * l); }
  colour = vec4(clay, 1); return;
#endif
  vec3 s = storm(normalize(dir + vec3(0, .02, 0))), sun = normalize(vec3(-.48, .015, -1.));
  float near = max(dot(dir, sun), 0.); vec3 dawn = mix(s * 1.25 + vec3(.05, .075, .10), vec3(.30, .32, .34), exp(-7. * max(dir.y, 0.)));
  dawn += vec3(1.25, .55, .20) * (.75 * pow(near, 14.) * exp(-9. * abs(dir.y - .01)) + .28 * exp(-24. * abs(dir.y - .02)) * pow(near, 3.)) * (.6 + .8 * fbm(vec3(dir.x * 5., dir.y * 34., 2.)));
#ifdef NIGHT
  dawn = s * .62 + vec3(.14, .19, .215) * exp(-10. * max(dir.y, 0.)) + vec3(.20, .26, .29) * exp(-16. * dot(dir.xy - vec2(-.22, .16), dir.xy - vec2(-.22, .16))) * fbm(vec3(dir.xy * 6., 3.));
#endif
  vec3 c = dawn, p = from + dir * t;
  if (t > 0.) {
    map(p); float m = mat; vec3 n = normal(p, .0012 * t + .001), a = vec3(.15, .155, .155);
    if (m == 3.) { vec3 r = reflect(dir, n); r.y = abs(r.y); float f = .05 + .9 * pow(1. - clamp(dot(n, -dir), 0., 1.), 4.), w = max(dot(r, sun), 0.); c = mix(vec3(.025, .05, .06), storm(r) * 1.3 + vec3(.10, .12, .14) + SUN * vec3(1.3, .6, .25) * pow(w, 20.) * exp(-3. * r.y), f); c += SUN * vec3(1.3, .65, .28) * 1.2 * pow(w, 160.); if (SUN < .5) c *= .6; float foam = smoothstep(.60, .72, fbm(vec3(p.xz * 1.6, 4.))) * smoothstep(1.6, .0, abs(p.x - .2) - 1.8); foam = max(foam, (1. - SUN) * smoothstep(.50, .66, fbm(vec3(p.xz * 1.9, 1.)) * .6 + swell(p.xz * SCALE, CHOP) * .4)); c = mix(c, vec3(.38, .42, .44) * (.45 + .55 * SUN), foam * (.8 - .3 * SUN)); }
    else if (m == 5.) c = mix(vec3(.05, .07, .08), vec3(2.2, 1.35, .55), SUN);
    else {
      if (m == 1.) { vec2 cell = vec2(p.x - .0096 * p.z * p.z * step(p.z, 0.) + floor(p.z * .8) * .37, p.z * .8); a = vec3(.13, .138, .14) * (.55 + .55 * hash(vec3(floor(cell * vec2(.9, 1.) + .5), 3.)) + .5 * fbm(p * 6.)); a = mix(a, vec3(.05, .075, .05), smoothstep(-.2, -1.2, p.y) * .7); }
      if (m == 2.) a = vec3(.05, .055, .06); if (m == 4.) { a = vec3(.52, .50, .46) * (.75 + .4 * fbm(p)); float band = p.y - .8; if (band > 3.2 && band < 5.4) a = vec3(.34, .09, .05); } if (m == 6.) a = vec3(.065, .075, .075) * (.6 + .8 * fbm(p)); if (m == 7.) a = vec3(.30, .21, .12) * (.6 + .7 * noise(p * vec3(4., 22., 4.)));
      c = shade(p, n, dir, a, m == 1. || m == 2. ? .30 : .1, 26.);
      if (m == 1. && n.y > .6) { float wet = smoothstep(.40, .58, fbm(vec3(p.xz * .9, 2.))); vec3 r = reflect(dir, normalize(n + vec3(0, 3. * wet, 0))); r.y = abs(r.y); float f = (.06 + .8 * pow(1. - clamp(-dir.y, 0., 1.), 5.)) * (.25 + .75 * wet), w = max(dot(r, sun), 0.); c = mix(c * (1. - .35 * wet), vec3(.30, .33, .36) * (.35 + .65 * SUN) * exp(-3. * r.y) + storm(r) * (.4 + .5 * SUN) + SUN * vec3(1.2, .55, .22) * pow(w, 12.) * exp(-5. * r.y), f); }
    }
    float fog = 1. - exp(-pow(max(0., t - 6.) * .021, 1.15)); c = mix(c, mix(vec3(.20, .245, .275) * (.4 + .6 * SUN), vec3(.75, .42, .24), SUN * pow(near, 5.) * .7), m == 5. ? 0. : fog * .92);
  }
  vec3 lamp = vec3(5.0, 0., 0.); vec3 top = vec3(12.1, 9.75, -34.), post = vec3(.1 + .0096 * 420.25, 2.86, -20.5);
  c += SUN * vec3(1.1, .65, .25) * (.40 * exp(-2.2 * length(cross(dir, top - from))) + .35 * exp(-5. * length(cross(dir, post - from))));
  vec2 o = at; float beam = 0.; vec3 u = normalize(top - from); vec3 fw = normalize(vec3(.35, .92, -4.) - from), rt = normalize(cross(fw, vec3(0, 1, 0))), up = cross(rt, fw); vec2 lp = vec2(dot(u, rt), dot(u, up)) / dot(u, fw) * 1.62; vec2 v = at - lp; float along = dot(v, normalize(vec2(-1., .10))), across = abs(dot(v, normalize(vec2(.10, 1.)))); beam = exp(-pow(across / (.010 + .085 * max(along, 0.)), 2.)) * smoothstep(.0, .02, along) * exp(-1.1 * along); c += SUN * vec3(.9, .62, .30) * .30 * beam;
#ifdef NIGHT
  c += vec3(.45, .54, .58) * .26 * rain(at, .55);
  vec2 sp = (at - vec2(-.42, .06)) * vec2(1.5, 1.1); float spray = smoothstep(.40, .75, fbm(vec3(at * 5. + vec2(at.y * 2., 0.), 4.)) * .75 + .35 * exp(-5. * dot(sp, sp)) - .05) * smoothstep(.75, .15, length(sp)); c = mix(c, vec3(.30, .37, .40), spray * .75);
#endif
  colour = vec4(finish(c * 1.08), 1);
}
