// Roofs at dusk. A run of flat roofs towards the evening, tanks and vents. 1 roof, 2 brick, 3 metal, 4 tank, 6 far, 7 a runner in clay.
float block(vec3 p, vec3 b) { return box(p, b, .03); }
float dummy(vec3 p, float phase) {
  float swing = sin(phase), d = cone(p, vec3(0, .95, 0), vec3(-.10, 1.45, -.02), .15, .19); d = min(d, egg(p, vec3(-.05, 1.78, -.05), vec3(.13, .17, .15)));
  for (int i = 0; i < 2; i++) { float s = i == 0 ? 1. : -1., a = swing * s; vec3 hip = vec3(.11 * s, .92, 0), knee = hip + .46 * vec3(0, -cos(a * .9), -sin(a * .9)), foot = knee + .46 * vec3(0, -cos(a * .9 - .9), -sin(a * .9 - .9)); d = smin(d, min(rod(p, hip, knee, .095), rod(p, knee, foot, .07)), .04); vec3 sh = vec3(.24 * s, 1.48, 0), el = sh + .30 * vec3(0, -cos(a), sin(a)), ha = el + .28 * vec3(0, -cos(a + 1.3), -sin(1.3 - a)); d = smin(d, min(rod(p, sh, el, .065), rod(p, el, ha, .055)), .03); }
  return d;
}
float map(vec3 p) {
  mat = 1.; float d = 99.;
  for (int i = 0; i < 6; i++) { float f = float(i), z = -8.5 * f, h = .25 * sin(f * 2.4) - .14 * f, x = .5 * sin(f * 1.7); vec3 q = p - vec3(x, h, z); d = min(d, block(q - vec3(0, -6., 0), vec3(3.1, 6., 3.2))); float wall = max(block(q - vec3(0, .12, 0), vec3(3.1, .28, 3.2)), -block(q - vec3(0, .3, 0), vec3(2.86, .5, 2.96))); put(d, wall, 2.);
    vec3 v = q - vec3(1.7 * sign(sin(f * 5.) + .1), 0, -.8); float vent = block(v - vec3(0, .35, 0), vec3(.45, .35, .55)); vent += .02 * smoothstep(.2, .4, abs(fract(v.y * 9.) - .5)); put(d, vent, 3.); put(d, min(drum(q - vec3(-2.2, .6, 1.2), .6, .10, .02), drum(q - vec3(-2.2, 1.25, 1.2), .08, .2, .02)), 3.); put(d, rod(q, vec3(-2.7, 0, -2.6), vec3(-2.7, 2.4, -2.6), .03), 3.); put(d, rod(q, vec3(-3.2, 2.1, -2.6), vec3(-2.2, 2.1, -2.6), .02), 3.); }
  vec3 t = p - vec3(4.4, 1.2, -12.); float tank = min(drum(t - vec3(0, 1.4, 0), .95, 1.0, .03), cone(t, vec3(0, 2.4, 0), vec3(0, 3.0, 0), 1.02, .05)); tank = min(tank, rod(vec3(abs(t.x), t.y, abs(t.z)), vec3(.7, -4., .7), vec3(.7, .6, .7), .07)); put(d, tank, 4.);
  vec3 c = vec3(mod(p.x, 7.) - 3.5, p.y, mod(p.z, 8.) - 4.); vec2 id = floor(p.xz / vec2(7., 8.)); float hh = hash(vec3(id, 4.)) * 6. - 3.2; if (abs(p.x) > 6.) put(d, max(block(c - vec3(0, -8. + hh, 0), vec3(2.6, 8., 3.)), 6.2 - abs(p.x)) * .6, 6.);
#ifdef REHEARSAL
  float z = mix(2.2, -13.5, time), gap = smoothstep(.34, .42, time) * smoothstep(.62, .54, time); float y = 1.1 * sin(clamp((time - .34) / .26, 0., 1.) * PI) + mix(0., .03, time); put(d, dummy(p - vec3(.1, y, z), gap > .5 ? 1.2 : time * 34.) * .75, 7.);
#endif
  return d;
}
void main() {
  vec2 at = centred(); key = normalize(vec3(-.55, .22, -.75)); keyc = vec3(1.5, .62, .26) * 1.9; rim = normalize(vec3(.4, .9, .3)); rimc = vec3(.07, .10, .16); sky = vec3(.10, .13, .20);
  vec3 from = vec3(-.6, 2.3, 5.6), dir = look(at, from, vec3(.5, 1.1, -6.), 1.5); vec3 sun = normalize(vec3(-.42, .07, -1.));
#ifdef REHEARSAL
  from = vec3(1.7, 1.5, mix(5.4, -10.2, time)); from.y += .5 * sin(time * PI); dir = look(at, from, vec3(-.2, 1.2 + .5 * sin(clamp((time - .3) / .3, 0., 1.) * PI), mix(.6, -15., time)), 1.35);
#endif
  float t = march(from, dir, .2, 80.), near = max(dot(dir, sun), 0.); vec3 c = mix(vec3(.95, .42, .17), vec3(.11, .16, .27), smoothstep(-.05, .50, dir.y)) * .8; float cl = fbm(vec3(dir.x * 2.2, dir.y * 11., 2.)); c = mix(c, vec3(.16, .12, .17) + vec3(.9, .32, .10) * pow(near, 5.), smoothstep(.48, .68, cl) * .75); c += vec3(1.6, .85, .35) * (pow(near, 300.) * 3. + .5 * pow(near, 12.)); vec3 haze = c; vec3 p = from + dir * t;
  if (t > 0.) {
    map(p); float m = mat; vec3 n = normal(p, .002 * max(1., t * .4)), a = vec3(.13, .135, .15) * (.7 + .6 * fbm(p * 2.)); float gloss = .05;
    if (m == 1. && n.y < .5 || m == 2.) { a = vec3(.26, .13, .085) * (.65 + .6 * noise(vec3(p.x + p.z, p.y * 7., p.z) * vec3(2., 1., 2.))); } if (m == 3.) { a = vec3(.26, .28, .29); gloss = .35; } if (m == 4.) a = vec3(.20, .115, .06) * (.6 + .6 * noise(vec3(atan(p.x - 4.4, p.z + 12.) * 20., p.y * .5, 1.))); if (m == 6.) { a = vec3(.13, .10, .105); vec2 w = vec2((p.x + p.z) * 1.3, p.y * 1.1), f = abs(fract(w) - .5); if (n.y < .5 && max(f.x, f.y) < .28) a = hash(vec3(floor(w), 3.)) > .8 ? vec3(2.2, 1.2, .4) : vec3(.05, .06, .08); } if (m > 6.5) a = m == 7. ? vec3(.78, .3, .1) : vec3(.2, .36, .5);
#ifndef REHEARSAL
    c = shade(p, n, dir, a, gloss, 30.); float pool = m == 1. && n.y > .5 ? smoothstep(.56, .62, fbm(vec3(p.xz * .7, 3.))) : 0.; c = mix(c, vec3(.55, .34, .26) * .8, pool * (.2 + .6 * pow(1. + dir.y, 4.)));
#endif
#ifdef REHEARSAL
    float l = clamp(dot(n, normalize(vec3(-.5, .7, .4))), 0., 1.); c = mix(mix(m > 6.5 ? a : vec3(.5), vec3(.5), 0.) * (.45 + .7 * l), vec3(.55), 1. - exp(-t * .016)); colour = vec4(c, 1); return;
#endif
    c = mix(c, haze * .9, 1. - exp(-max(0., t - 8.) * .022));
  }
#ifdef REHEARSAL
  colour = vec4(vec3(.62), 1); return;
#endif
  c += vec3(1., .5, .2) * .12 * pow(near, 6.); colour = vec4(finish(c), 1);
}
