// A stage for one sculpture: the picture's own file gives `map`, sets the lamps and shades.
float mat;
float map(vec3 p);
vec3 key = vec3(0, 1, 0), keyc = vec3(1), rim = vec3(0, 0, -1), rimc = vec3(0), sky = vec3(.1);
void put(inout float d, float e, float m) { if (e < d) { d = e; mat = m; } }
vec3 normal(vec3 p, float e) { vec2 h = vec2(e, -e); return normalize(h.xyy * map(p + h.xyy) + h.yyx * map(p + h.yyx) + h.yxy * map(p + h.yxy) + h.xxx * map(p + h.xxx)); }
float shadow(vec3 p, vec3 l) {
  float s = 1., t = .05;
  for (int i = 0; i < 34; i++) { float d = map(p + l * t); s = min(s, 9. * d / t); t += clamp(d * .8, .025, .2); if (s < .01 || t > 4.) break; }
  s = clamp(s, 0., 1.); return s * s * (3. - 2. * s);
}
float hollow(vec3 p, vec3 n) { float o = 0., w = 1.; for (int i = 1; i < 6; i++) { float h = .06 * float(i); o += (h - map(p + n * h)) * w; w *= .72; } return clamp(1. - 1.5 * o, 0., 1.); }
float march(vec3 from, vec3 dir, float t, float far) {
  for (int i = 0; i < 150; i++) { float d = map(from + dir * t); if (d < .0006 * t + .0005) return t; t += d * .75; if (t > far) break; }
  return -1.;
}
vec3 shade(vec3 p, vec3 n, vec3 dir, vec3 albedo, float strength, float power) {
  float sh = shadow(p + n * .02, key), ao = hollow(p, n), lit = clamp(dot(n, key), 0., 1.);
  lit = mix(lit, smoothstep(.02, .24, lit) * .4 + smoothstep(.4, .6, lit) * .4 + smoothstep(.78, .95, lit) * .2, .5);
  vec3 c = albedo * (keyc * lit * sh + rimc * clamp(dot(n, rim), 0., 1.) * ao + sky * (.7 + .3 * n.y) * ao);
  c += strength * (keyc * pow(clamp(dot(n, normalize(key - dir)), 0., 1.), power) * sh + rimc * pow(clamp(dot(n, normalize(rim - dir)), 0., 1.), power) * ao);
  return c * (.5 + .5 * ao);
}
vec3 finish(vec3 c) {
  c = c / (1. + c * .42); c = pow(max(c, 0.), vec3(.4545)); c = mix(c, c * c * (3. - 2. * c), .42);
  return mix(c, c * vec3(.92, .99, 1.06), smoothstep(.45, .1, dot(c, vec3(.33))));
}
float rain(vec2 at, float slant) {
  float sum = 0.; at.x += at.y * slant;
  for (int i = 0; i < 3; i++) {
    float f = float(i), cell = 26. + 22. * f, x = fract(at.x * cell) - .5, w = hash(vec3(floor(at.x * cell), f, 2.)), y = fract(at.y * (.45 + .25 * w) + w * 7.);
    sum += smoothstep(.18, .0, abs(x)) * smoothstep(.0, .1, y) * smoothstep(.26, .1, y) * step(.55, w) * (1. - .2 * f);
  }
  return sum;
}
vec3 storm(vec3 d) {
  float y = max(d.y, .0); vec2 u = d.xz / (y + .28);
  float a = fbm(vec3(u * 1.1, 1.) + 1.4 * fbm(vec3(u * .8, 5.))), b = fbm(vec3(u * 3., 9.));
  vec3 c = mix(vec3(.020, .036, .055), vec3(.19, .27, .33), smoothstep(.35, .85, a)) * (.7 + .6 * b);
  return c + vec3(.16, .21, .22) * exp(-9. * y) * (.5 + a);
}
