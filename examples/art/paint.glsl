// The brush: an anisotropic Kuwahara filter, which turns shading into strokes that follow the form.
precision highp float;
uniform sampler2D picture;
uniform vec2 size;
uniform float radius;
out vec4 colour;
vec3 at(vec2 o) { return texture(picture, clamp((gl_FragCoord.xy + o) / size, .5 / size, 1. - .5 / size)).rgb; }
void main() {
  vec3 tensor = vec3(0); float sum = 0.;
  for (int j = -3; j <= 3; j++) for (int i = -3; i <= 3; i++) {
    vec2 o = vec2(i, j) * 1.3; float w = exp(-dot(o, o) / 10.);
    vec3 gx = at(o + vec2(1.5, 0)) - at(o - vec2(1.5, 0)), gy = at(o + vec2(0, 1.5)) - at(o - vec2(0, 1.5));
    tensor += w * vec3(dot(gx, gx), dot(gx, gy), dot(gy, gy)); sum += w;
  }
  tensor /= sum;
  float root = sqrt(max((tensor.x - tensor.z) * (tensor.x - tensor.z) + 4. * tensor.y * tensor.y, 0.));
  float l1 = .5 * (tensor.x + tensor.z + root), l2 = .5 * (tensor.x + tensor.z - root);
  vec2 v = vec2(l1 - tensor.x, -tensor.y); float phi = length(v) > 1e-7 ? atan(v.y, v.x) : 1.57;
  float aniso = l1 + l2 > 1e-8 ? (l1 - l2) / (l1 + l2) : 0.;
  float a = radius * clamp(1. + aniso, 1., 1.8), b = radius * clamp(1. / (1. + aniso), .5, 1.);
  mat2 turn = mat2(cos(phi), sin(phi), -sin(phi), cos(phi));
  vec4 mean[8]; vec3 square[8];
  for (int k = 0; k < 8; k++) { mean[k] = vec4(0); square[k] = vec3(0); }
  int reach = int(ceil(a));
  mat2 back = transpose(turn);
  for (int j = -reach; j <= reach; j++) for (int i = -reach; i <= reach; i++) {
    vec2 o = vec2(i, j), q = (back * o) / vec2(a, b);
    float r2 = dot(q, q); if (r2 > 1.) continue;
    vec3 c = at(o); float g = exp(-2.4 * r2), angle = atan(q.y, q.x) / 6.2831853 * 8. + 8.;
    for (int k = 0; k < 8; k++) {
      float d = abs(mod(angle - float(k) + 4., 8.) - 4.), w = r2 < 1e-6 ? 1. : max(0., 1. - d * .8);
      w *= w * g; mean[k] += vec4(c * w, w); square[k] += c * c * w;
    }
  }
  vec4 outcome = vec4(0);
  for (int k = 0; k < 8; k++) {
    vec3 m = mean[k].rgb / max(mean[k].w, 1e-5), s = abs(square[k] / max(mean[k].w, 1e-5) - m * m);
    float w = 1. / (1. + pow(900. * (s.r + s.g + s.b), 4.)); outcome += vec4(m * w, w);
  }
  colour = vec4(outcome.rgb / max(outcome.w, 1e-6), 1);
}
