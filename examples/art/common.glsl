// Distances, noise and light that every picture shares. Lengths: one head is about 2.3 units high.
precision highp float;
uniform vec2 size;
uniform float time;
out vec4 colour;
const float PI = 3.14159265;

float hash(vec3 p) { p = fract(p * vec3(.1031, .1030, .0973)); p += dot(p, p.yxz + 33.33); return fract((p.x + p.y) * p.z); }
float noise(vec3 p) {
  vec3 i = floor(p), f = fract(p); f = f * f * (3. - 2. * f);
  return mix(mix(mix(hash(i), hash(i + vec3(1, 0, 0)), f.x), mix(hash(i + vec3(0, 1, 0)), hash(i + vec3(1, 1, 0)), f.x), f.y),
             mix(mix(hash(i + vec3(0, 0, 1)), hash(i + vec3(1, 0, 1)), f.x), mix(hash(i + vec3(0, 1, 1)), hash(i + vec3(1, 1, 1)), f.x), f.y), f.z);
}
float fbm(vec3 p) { float s = 0., a = .5; for (int i = 0; i < 5; i++) { s += a * noise(p); p = p * 2.03 + 7.1; a *= .5; } return s; }
float smin(float a, float b, float k) { float h = max(k - abs(a - b), 0.) / k; return min(a, b) - h * h * k * .25; }
float smax(float a, float b, float k) { return -smin(-a, -b, k); }
mat2 rot(float a) { float c = cos(a), s = sin(a); return mat2(c, -s, s, c); }
float ball(vec3 p, vec3 c, float r) { return length(p - c) - r; }
float egg(vec3 p, vec3 c, vec3 r) { p -= c; float a = length(p / r), b = length(p / (r * r)); return a * (a - 1.) / max(b, 1e-4); }
float box(vec3 p, vec3 b, float r) { vec3 q = abs(p) - b + r; return length(max(q, 0.)) + min(max(q.x, max(q.y, q.z)), 0.) - r; }
float rod(vec3 p, vec3 a, vec3 b, float r) { vec3 pa = p - a, ba = b - a; return length(pa - ba * clamp(dot(pa, ba) / dot(ba, ba), 0., 1.)) - r; }
float cone(vec3 p, vec3 a, vec3 b, float ra, float rb) { vec3 pa = p - a, ba = b - a; float h = clamp(dot(pa, ba) / dot(ba, ba), 0., 1.); return length(pa - ba * h) - mix(ra, rb, h); }
float drum(vec3 p, float h, float r, float e) { vec2 d = abs(vec2(length(p.xz), p.y)) - vec2(r, h) + e; return min(max(d.x, d.y), 0.) + length(max(d, 0.)) - e; }
float ring(vec3 p, float R, float r) { return length(vec2(length(p.xz) - R, p.y)) - r; }
// A bent lock, from a over b to c: distance in x, place along it in y.
vec2 lock(vec3 p, vec3 a, vec3 b, vec3 c) {
  float best = 1e9, at = 0.; vec3 last = a;
  for (int i = 1; i <= 7; i++) {
    float t = float(i) / 7.; vec3 q = mix(mix(a, b, t), mix(b, c, t), t), pa = p - last, ba = q - last;
    float h = clamp(dot(pa, ba) / dot(ba, ba), 0., 1.), d = length(pa - ba * h);
    if (d < best) { best = d; at = t - (1. - h) / 7.; }
    last = q;
  }
  return vec2(best, at);
}
vec3 look(vec2 at, vec3 from, vec3 to, float zoom) {
  vec3 f = normalize(to - from), r = normalize(cross(f, vec3(0, 1, 0))), u = cross(r, f);
  return normalize(f * zoom + r * at.x + u * at.y);
}
vec2 centred() { return (gl_FragCoord.xy * 2. - size) / size.y; }
