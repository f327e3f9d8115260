// Open water as a height: `chop` is how rough it is.
float swell(vec2 q, float chop) {
  float h = 0., a = .42; vec2 w = normalize(vec2(.5, 1.)); float f = .55;
  for (int i = 0; i < 6; i++) {
    float x = dot(q, w) * f + noise(vec3(q * f * .35, float(i))) * 3.; h += a * (1. - pow(abs(sin(x)), 1.2) - .35);
    w = normalize(vec2(w.x * .55 - w.y * .83, w.x * .83 + w.y * .55)); f *= 1.75; a *= .52;
  }
  return h * chop;
}
