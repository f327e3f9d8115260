// Heads and shoulders. WHO 0 Mira, 1 Tomas, 2 Elias, 3 Ada, 4 Bruno, 5 Kit; STORM soaks; YAW turns the head (radians, to the sitter's left).
// Materials: 1 skin, 2 eye, 3 hair, 4 coat, 5 wool, 6 metal, 7 cap, 8 beard.
#if WHO == 0
const vec3 SKIN = vec3(.74, .50, .37), HAIR = vec3(.43, .45, .465), COAT = vec3(.80, .50, .045), WOOL = vec3(.10, .15, .20), IRIS = vec3(.20, .34, .42);
const float AGE = 1., JAW = 0., BROW = 0.;
#elif WHO == 1
const vec3 SKIN = vec3(.70, .44, .30), HAIR = vec3(.115, .06, .035), COAT = vec3(.075, .13, .20), WOOL = vec3(.56, .50, .40), IRIS = vec3(.22, .16, .08);
const float AGE = 0., JAW = .55, BROW = .4;
#elif WHO == 3
const vec3 SKIN = vec3(.30, .155, .085), HAIR = vec3(.035, .028, .026), IRIS = vec3(.10, .055, .025);
#ifdef CONCERT
const vec3 COAT = vec3(.035, .035, .045), WOOL = vec3(.38, .05, .06);
#else
const vec3 COAT = vec3(.62, .64, .64), WOOL = vec3(.16, .30, .34);
#endif
const float AGE = 0., JAW = 0., BROW = .1;
#elif WHO == 4
const vec3 SKIN = vec3(.60, .37, .25), HAIR = vec3(.10, .085, .075), COAT = vec3(.05, .135, .105), WOOL = vec3(.42, .40, .34), IRIS = vec3(.16, .20, .12);
const float AGE = 1., JAW = .9, BROW = .8;
#elif WHO == 5
const vec3 SKIN = vec3(.62, .37, .23), HAIR = vec3(.30, .085, .03), COAT = vec3(.62, .13, .05), WOOL = vec3(.09, .10, .12), IRIS = vec3(.18, .26, .16);
const float AGE = 0., JAW = .15, BROW = .2;
#else
const vec3 SKIN = vec3(.58, .36, .25), HAIR = vec3(.66, .65, .62), COAT = vec3(.06, .08, .105), WOOL = vec3(.30, .09, .06), IRIS = vec3(.18, .2, .2);
const float AGE = 1., JAW = 1., BROW = 1.;
#endif

float skin(vec3 p) {
  vec3 q = vec3(sqrt(p.x * p.x + .0004), p.yz);
  float d = egg(p, vec3(0, .34, -.12), vec3(.75, .84, .93));
  d = smin(d, egg(p, vec3(0, -.30, .12), vec3(.60 + .02 * JAW, .84, .66)), .3);
  d = smin(d, egg(p, vec3(0, -1.0 - .03 * JAW, .54), vec3(.20 + .07 * JAW, .15, .19)), .26);
  d = smin(d, rod(q, vec3(.49 + .04 * JAW, -.55, -.02), vec3(.15 + .06 * JAW, -1.02, .42), .12), .22);
  d = smin(d, egg(q, vec3(.44, -.22, .48), vec3(.18, .12, .16)), .18);
  d = smin(d, rod(q, vec3(.12, .17, .76), vec3(.50, .19, .50), .06 + .03 * BROW), .17);
  d = smax(d, -egg(q, vec3(.31, .0, .84), vec3(.19, .125, .20)), .14);
  d = smin(d, cone(p, vec3(0, .10, .72), vec3(0, -.36, .97), .055, .085 + .015 * JAW), .13);
  d = smin(d, egg(p, vec3(0, -.395, .975), vec3(.105, .09, .10)), .09);
  d = smin(d, egg(q, vec3(.125, -.43, .85), vec3(.075, .07, .10)), .07);
  d = smax(d, -egg(q, vec3(.062, -.485, .93), vec3(.035, .03, .05)), .035);
  d = smin(d, egg(p, vec3(0, -.70, .57), vec3(.33, .30, .23)), .18);
  d = smax(d, -rod(p, vec3(0, -.52, .90), vec3(0, -.63, .88), .018), .06);
  float full = 1. - .3 * AGE;
  d = smin(d, egg(q, vec3(.075, -.668, .775), vec3(.145, .042 * full + .008, .06)), .045);
  d = smin(d, egg(p, vec3(0, -.765, .765), vec3(.165, .052 * full + .012, .065)), .05);
  float mouth = rod(q, vec3(0, -.714, .86), vec3(.235, -.722, .73), .004);
  d = smax(d, -mouth, .085);
  d = smax(d, -egg(p, vec3(0, -.875, .84), vec3(.16, .03, .05)), .10);
  float fold = rod(q, vec3(.165, -.40, .86), vec3(.315, -.70, .70), .012);
  d = smax(d, -fold, .05 + .07 * AGE);
  // lids: a shell around the ball, opened by an almond
  vec3 e = q - vec3(.305, -.005, .585); e.xy = rot(.07) * e.xy;
  vec2 almond = vec2(abs(e.x), e.y - .012 * sign(e.y));
  float open = length(vec2(almond.x, abs(almond.y + .008) + .188 + .012 * AGE)) - .247;
  float lid = smax(length(e) - .205, -open, .012);
  d = smin(d, lid, .05);
  d = smax(d, -rod(vec3(abs(e.x), e.y + 1.1 * e.x * e.x, e.z), vec3(0, .155, .215), vec3(.14, .155, .17), .004), .055);
  if (AGE > .5) {
    float lines = 0.;
    lines += .010 * exp(-pow((fract((p.y - .04 * cos(p.x * 6.)) * 9.) - .5) * 7., 2.)) * smoothstep(.36, .48, p.y) * smoothstep(.85, .6, p.y);
    lines += .008 * exp(-pow((fract((atan(e.y, e.x) + .3) * 3.2) - .5) * 6., 2.)) * smoothstep(.16, .23, e.x) * smoothstep(.36, .27, e.x) * smoothstep(.2, .1, abs(e.y));
    lines += .010 * exp(-pow((length(e + vec3(.03, .02, 0)) - .27) * 40., 2.)) * smoothstep(.0, -.1, e.y);
    d += lines * step(0., p.z);
  }
  float ear = egg(q, vec3(.77, -.10, -.10), vec3(.07, .21, .14));
  ear = smax(ear, -egg(q, vec3(.84, -.08, -.06), vec3(.06, .13, .08)), .05);
  d = smin(d, ear, .06);
  float neck = cone(p, vec3(0, -.7, -.22), vec3(0, -2.1, -.42), .37 + .06 * JAW, .46 + .08 * JAW);
  neck = smin(neck, rod(q, vec3(.40, -.75, -.1), vec3(.10, -1.75, .05), .07), .12);
  return smin(d, neck, .13);
}

float strands(vec3 p, float f) { return noise(vec3(p.x * f, p.y * f * .3, p.z * f * .8)) * .6 + .4 * noise(p * vec3(f * 2.3, f * .5, f * 2.)); }

void hair(inout float d, vec3 p) {
#if WHO == 0
  vec3 s = p; s.x -= .12;
  float swept = atan(s.x, s.y - .2 + .001);
  float comb = noise(vec3(swept * 13., length(p.yz) * 1.2, p.z * 2.2)) * .05 + noise(vec3(swept * 34., p.y * 2., p.z * 2.)) * .025;
  float cap = egg(p, vec3(0, .37, -.16), vec3(.83, .89, .98)) + comb - .02;
  float line = p.z - .62 * p.y - .40 + .35 * p.x * p.x;   // behind the hairline
  line = max(line, (-p.y - .34 + p.z * .35));
  cap = smax(cap, line, .10);
#ifdef STORM
  cap += .015;
#else
  cap = smin(cap, egg(p, vec3(.0, .12, -1.06), vec3(.34, .36, .22)) + comb, .1);
#endif
  put(d, cap, 3.);
#ifdef STORM
  float loose = 9.;
  for (int i = 0; i < 14; i++) {
    float f = float(i) * .64, side = mod(float(i), 2.) * 2. - 1., w = hash(vec3(f, 3., 1.));
    vec3 a = vec3(side * (.30 + .05 * f), .92 - .06 * f, .35 - .1 * f), b = vec3(side * (.92 + .1 * w) + .1, -.1 - .2 * w, .45 - .13 * f), c = vec3(side * (.72 + .25 * w) + .35 * w, -1.45 - .5 * w, .45 - .1 * f);
    vec2 l = lock(p, a, b, c); loose = smin(loose, l.x - mix(.085, .008, l.y) * (.6 + .7 * w), .07);
  }
  vec2 l = lock(p, vec3(.12, 1.16, .45), vec3(-.42, .75, 1.0), vec3(-.50, -.38, .72)); loose = min(loose, l.x - mix(.036, .005, l.y));
  l = lock(p, vec3(.15, 1.15, .45), vec3(.30, .75, .98), vec3(.17, .12, .86)); loose = min(loose, l.x - mix(.026, .004, l.y));
  l = lock(p, vec3(.2, 1.12, .4), vec3(.72, .65, .8), vec3(.52, -.62, .66)); loose = min(loose, l.x - mix(.036, .005, l.y));
  loose += (noise(vec3(p.x * 34. + p.y * 5., p.y * 2.5, p.z * 30.)) - .5) * .035;
  put(d, loose, 3.);
#else
  float braid = 9.;
  if (p.x < -.3) for (int i = 0; i < 19; i++) {
    float t = float(i) / 18., side = mod(float(i), 2.) * 2. - 1.;
    vec3 a = vec3(-.35, -.70, -.60), b = vec3(-1.05, -1.25, .1), c = vec3(-.70, -3.1, .80), o = p - mix(mix(a, b, t), mix(b, c, t), t);
    o.x -= side * .062; o.xy = rot(side * .62) * o.xy;
    braid = smin(braid, egg(o, vec3(0), vec3(.15, .24, .15) * (1. - .3 * t)) + noise(vec3(o.x * 40., o.y * 5., o.z * 40.)) * .022, .02);
  }
  put(d, braid, 3.);
#endif
#elif WHO == 1
  float tuft = fbm(p * vec3(4.5, 3., 4.5) + 3.) * .24 + noise(vec3(p.x * 16. + p.z * 7., p.y * 7., p.z * 15.)) * .07;
  float cap = egg(p, vec3(0.02, .42, -.14), vec3(.86, .90, 1.0)) + tuft - .10;
  float line = p.z - .62 * p.y - .50 + .5 * p.x * p.x + .12 * noise(p * 7.);
  line = max(line, -p.y - .12 + .45 * p.z + .1 * noise(p * 9.));
  cap = smax(cap, line, .12);
  for (int i = 0; i < 8; i++) {
    float f = float(i), w = hash(vec3(f, 9., 2.));
    vec2 l = lock(p, vec3(-.60 + .11 * f, 1.02 + .03 * f, .05 + .1 * w), vec3(-.62 + .15 * f, 1.24 - .05 * w, .66), vec3(-.36 + .13 * f + .1 * w, .60 - .16 * w, .93 - .42 * abs(-.1 + .12 * f)));
    cap = smin(cap, l.x - mix(.17, .03, l.y) + (noise(vec3(p.x * 24. - p.y * 14., p.y * 6., p.z * 22.)) - .5) * .05, .09);
  }
  put(d, cap, 3.);
#elif WHO == 3
  float curl = fbm(p * 5.5 + 2.) * .30 + .10 * abs(noise(p * 13.) - .5) + .05 * noise(p * 26.);
  float cap = egg(p, vec3(0, .62, -.30), vec3(1.08, .98, 1.08)) + curl - .20;
  float line = p.z - .55 * p.y - .36 + .55 * p.x * p.x; line = max(line, -p.y - .45 + .75 * p.z);
  put(d, smax(cap, line + .12 * (noise(p * 8.) - .5), .14), 3.);
#elif WHO == 4
  float cap = egg(p, vec3(0, .26, -.20), vec3(.80, .74, .93)) + strands(p, 26.) * .03 - .01;
  cap = smax(cap, max(p.z - .02 + .3 * p.y, p.y - .52), .08); cap = smax(cap, -p.y - .42, .08); put(d, cap, 3.);
  float lip = rod(vec3(abs(p.x), p.yz), vec3(.02, -.595, .90), vec3(.27, -.68, .74), .07) + noise(p * vec3(34, 12, 20)) * .045 - .012; put(d, lip, 8.);
#elif WHO == 5
  float strand = noise(vec3(atan(p.x, p.z + .2) * 9., p.y * 1.6, 2.)) * .06 + noise(vec3(atan(p.x, p.z + .2) * 30., p.y * 2., 5.)) * .03;
  float cap = smin(egg(p, vec3(0, .40, -.14), vec3(.87, .90, 1.0)), egg(p, vec3(0, -.25, -.26), vec3(.90, .62, .80)), .3) + strand - .03;
  float line = p.z - .40 - .22 * smoothstep(.2, .7, p.y) + .16 * abs(p.x) - .25 * smoothstep(.48, .62, p.y + .12 * sin(p.x * 9.)) * 1.6;
  cap = smax(cap, line, .08); cap = smax(cap, -p.y - .72 + .05 * sin(p.x * 22.), .06); put(d, cap, 3.);
#else
  float cap = egg(p, vec3(0, .30, -.18), vec3(.80, .80, .96)) + strands(p, 20.) * .05;
  cap = smax(cap, max(p.z - .1, p.y - .6), .08); cap = smax(cap, -p.y - .45, .08);
  put(d, cap, 3.);
  float chin = egg(p, vec3(0, -.98, .34), vec3(.56, .52, .50));
  chin = smin(chin, rod(vec3(abs(p.x), p.yz), vec3(.62, -.2, .12), vec3(.46, -.8, .35), .13), .2);
  chin += fbm(vec3(p.x * 9., p.y * 4.5, p.z * 9.)) * .13 - .05 + noise(p * vec3(30, 10, 30)) * .03;
  chin = smax(chin, -egg(p, vec3(0, -.36, .95), vec3(.42, .40, .62)), .08);
  float lip = rod(vec3(abs(p.x), p.yz), vec3(.03, -.60, .92), vec3(.30, -.76, .72), .075) + noise(p * vec3(30, 14, 20)) * .04;
  chin = smax(chin, -rod(vec3(abs(p.x), p.yz), vec3(0, -.73, .95), vec3(.15, -.74, .9), .035), .04);
  put(d, min(chin, lip), 8.);
#endif
#if WHO == 2
  vec3 c = p; c.yz = rot(-.12) * c.yz;
  float crown = egg(c, vec3(0, .86, -.16), vec3(.98, .42, 1.08)); crown = smax(crown, .66 - c.y, .05);
  float band = max(abs(c.y - .60) - .13, abs(length(c.xz * vec2(1.18, 1.) + vec2(0, .12)) - .93) - .05) - .02;
  float peak = max(abs(c.y - .48 + .45 * (c.z - .75)) - .018, length((c.xz - vec2(0, .55)) * vec2(1., .95)) - .70) - .012; peak = max(peak, .70 - c.z);
  put(d, min(crown, band) + fbm(p * 5.) * .015, 7.); put(d, peak, 7.);
  put(d, egg(c, vec3(0, .64, .86), vec3(.1, .1, .04)), 6.);
#endif
}

void body(inout float d, vec3 p) {
  vec3 q = vec3(abs(p.x), p.yz);
  float knit = sin(atan(p.x, p.z + .3) * 60.) * .012 + sin(p.y * 40.) * .006;
  float roll = cone(p, vec3(0, -1.28, -.32), vec3(0, -1.9, -.38), .50, .60); roll = max(roll, p.y + 1.30 + .30 * (p.z + .3) * -.5 );
  roll = smin(roll, ring((p - vec3(0, -1.40, -.30)) * vec3(1, 1, 1.), .46, .13), .1);
  put(d, roll + knit, 5.);
  float fold = noise(vec3(p.x * 1.5 + p.y * .8, p.y * 1.1 - p.x * .5, p.z) * 1.7), wave = .10 + noise(p * .9 + 4.) * .16 + .075 * abs(fold - .5) + .05 * abs(noise(p * vec3(3.4, 1.8, 3.) + 9.) - .5) + .003 * noise(p * 14.);
  wave += .03 * smoothstep(.03, .0, abs(p.y + 2.62 + .05 * p.x * p.x));
  float coat = smin(egg(p, vec3(0, -3.0, -.42), vec3(1.62 + .1 * JAW, 1.25, .84)), rod(q, vec3(1.25 + .1 * JAW, -2.35, -.45), vec3(1.62, -4.2, -.35), .42), .35);
  coat = smin(coat, cone(p, vec3(0, -1.75, -.42), vec3(0, -2.6, -.42), .62, 1.05), .4) + wave - .17;
  float front = p.x - .10 + .05 * sin(p.y * 3.);
  coat = smax(coat, -(max(abs(front) - .012, -p.z) - .0), .04);
  put(d, coat, 4.);
  // collar: a standing band, open in front
  vec3 c = p - vec3(0, -1.62, -.34); c.yz = rot(.20) * c.yz;
  float r = length(c.xz * vec2(.94, 1.)), lean = .66 + .10 * c.y + .05 * sin(atan(c.x, c.z) * 3. + 1.) - .02 * noise(p * 4.);
  float collar = max(abs(r - lean) - .035, abs(c.y) - .36) - .025;
  collar = smax(collar, -(max(abs(c.x) - .14 - max(0., c.y + .30) * .75, -c.z)), .06);
  put(d, collar * .8, 4.);
  for (int i = 0; i < 3; i++) put(d, egg(p, vec3(.34 + .03 * float(i), -2.42 - .55 * float(i), .42 + .08 * float(i)), vec3(.085, .085, .07)), 6.);
}

float yaw_neck(float y) { return YAW * smoothstep(-2.0, -.75, y); }
float map(vec3 p) {
  vec3 h = p; h.xz = rot(-yaw_neck(p.y)) * h.xz;
  mat = 1.; float d = 9.;
  float far = length(h - vec3(0, 0, 0)) - 2.05;
  if (far < .5 || p.y < -.6) {
    put(d, skin(h), 1.);
    vec3 e = vec3(abs(h.x), h.yz) - vec3(.305, -.005, .585);
    put(d, length(e) - .185, 2.);
    hair(d, h);
  } else d = far;
  float m = mat; vec3 t = p; t.xz = rot(-YAW * .45) * t.xz;
  if (p.y < -.55) body(d, t);
  return d;
}
vec3 ground(vec2 at) {
  vec3 c = mix(vec3(.060, .085, .110), vec3(.16, .215, .25), smoothstep(1.5, -.4, length(at - vec2(.55, .25))));
  float cloud = fbm(vec3(at * vec2(1.2, 2.2), 3.) + fbm(vec3(at * 2., 1.)));
  c *= .66 + .62 * cloud;
#if WHO == 0
  vec2 g = vec2(at.x + .10 * at.y, at.y); float bars = min(abs(mod(g.x + .16, .62) - .31), abs(mod(g.y + .1, .74) - .37));
  c = mix(c * .42, c * 1.25, smoothstep(.012, .05, bars));
  c += vec3(.95, .52, .14) * .42 * exp(-2.6 * length(at - vec2(-.98, .52)));
#elif WHO == 1
  c = mix(vec3(.20, .23, .24), c * .8, smoothstep(-.25, .75, at.y)); c += vec3(.75, .38, .16) * .30 * exp(-9. * abs(at.y + .22)) * (.55 + .6 * cloud);
  float sea = smoothstep(-.20, -.23, at.y); c = mix(c, vec3(.045, .075, .09) * (.8 + .9 * noise(vec3(at.x * 5., at.y * 70., 2.))), sea * .9);
#else
#if WHO > 2
  c *= .62; for (int i = 0; i < 26; i++) { float f = float(i); vec2 o = vec2(hash(vec3(f, 3, 4)) * 2. - 1., -.25 + 1.1 * pow(hash(vec3(f, 5, 9)), 1.5)); float w = .03 + .085 * hash(vec3(f, 8, 2)), pick = hash(vec3(f, 4, 1)); vec3 paint = pick < .5 ? vec3(.95, .50, .13) : pick < .75 ? vec3(.20, .55, .62) : pick < .9 ? vec3(.75, .12, .07) : vec3(.8, .8, .72); c += paint * .30 * smoothstep(w, w * .8, length(at - o)) * (.35 + .65 * hash(vec3(f, 7, 7))); }
#else
  for (int i = 0; i < 9; i++) { float f = float(i); vec2 o = vec2(hash(vec3(f, 1, 4)) * 1.8 - .9, -.32 + .16 * hash(vec3(f, 5, 2))); float w = .035 + .05 * hash(vec3(f, 2, 2)); c += vec3(.85, .45, .12) * .32 * smoothstep(w, w * .72, length(at - o)) * (.5 + hash(vec3(f, 7, 7))); }
  c *= mix(.65, 1., smoothstep(-.5, .2, at.y));
#endif
#endif
#ifdef STORM
  c *= vec3(.72, .80, .86);
#endif
  return c;
}

void main() {
  vec2 at = centred();
  vec3 from = vec3(0, -.40, 8.2), dir = look(at, from, vec3(0, -.54, 0), 4.0);
  float t = 5.5; bool hit = false;
  for (int i = 0; i < 110; i++) { float d = map(from + dir * t); if (d < .0012 * 1.2) { hit = true; break; } t += d * .72; if (t > 12.) break; }
  vec3 c = ground(at);
  if (hit) {
    vec3 p = from + dir * t; map(p); float m = mat;
    vec3 h = p; h.xz = rot(-yaw_neck(p.y)) * h.xz; vec3 q = vec3(abs(h.x), h.yz);
    vec3 n = normal(p, .0025), wide = m == 1. ? normal(p, .03) : n;
    vec3 key = normalize(vec3(-.84, .46, .36)), rim = normalize(vec3(.85, .30, -.62));
    vec3 keyc = vec3(1.34, 1.0, .66) * 2.35, rimc = vec3(.42, .62, .78) * 1.5, sky = vec3(.085, .135, .18), bounce = vec3(.10, .065, .04);
#ifdef STORM
    key = normalize(vec3(-.80, .60, .55)); keyc = vec3(.72, .90, 1.02) * 1.75; rimc = vec3(1.25, .70, .25) * 1.6; sky = vec3(.11, .17, .21);
#endif
    vec3 albedo = SKIN; float gloss = .25, power = 22., strength = .12;
    if (m == 1.) {
      float red = exp(-10. * dot(q - vec3(.42, -.34, .55), q - vec3(.42, -.34, .55))) + exp(-22. * dot(h - vec3(0, -.40, .98), h - vec3(0, -.40, .98)));
      albedo = mix(albedo, albedo * vec3(1.10, .74, .68), clamp(red, 0., 1.) * .75);
      float lips = smoothstep(.05, -.01, egg(vec3(abs(h.x), h.yz), vec3(.06, -.67, .79), vec3(.17, .035, .12))) + smoothstep(.04, -.01, egg(h, vec3(0, -.765, .78), vec3(.18, .05, .12)));
      albedo = mix(albedo, albedo * vec3(.86, .52, .50), clamp(lips, 0., 1.) * (WHO == 1 || WHO == 4 ? .5 : .7));
      albedo *= 1. - .80 * smoothstep(.026, .006, abs(h.y + .716 - .01 * cos(h.x * 9.))) * smoothstep(.27, .20, q.x) * step(.4, h.z);
      float socket = exp(-30. * dot(q - vec3(.29, -.02, .74), q - vec3(.29, -.02, .74)));
      albedo *= 1. - .34 * socket * vec3(.8, 1., .95);
      float arch = .175 + .05 * sin(clamp((q.x - .10) / .44, 0., 1.) * 2.6) + (WHO == 0 ? .01 : -.01);
      float hairy = smoothstep(.055, .015, abs(q.y - arch) - .012 * (1. - (q.x - .1))) * smoothstep(.07, .14, q.x) * smoothstep(.56, .46, q.x) * smoothstep(.3, .5, h.z);
      hairy *= .55 + .6 * noise(vec3(q.x * 50. + q.y * 60., q.y * 30., 1.));
      albedo = mix(albedo, HAIR * (WHO == 0 || WHO == 2 ? .55 : .9), clamp(hairy, 0., 1.) * .88);
      vec3 e = q - vec3(.305, -.005, .585); e.xy = rot(.07) * e.xy;
      float lash = smoothstep(.022, .0, abs(length(vec2(abs(e.x), abs(e.y - .004) + .188 + .012 * AGE)) - .252)) * step(-.0, e.y) * smoothstep(.1, .2, e.z);
      albedo *= 1. - .75 * lash;
      if (WHO == 1 || WHO == 2 || WHO == 4) albedo = mix(albedo, albedo * vec3(.72, .74, .78), smoothstep(-.45, -.7, h.y) * smoothstep(.9, .2, abs(h.x) + .2) * .5 * smoothstep(-1.3, -1.1, h.y));
      albedo *= .86 + .26 * fbm(h * 9.); power = 30.; strength = .16;
    } else if (m == 2.) {
      vec3 e = h; float s = sign(h.x); e = e - vec3(s * .305, -.005, .585);
      vec3 gaze = vec3(0, .05, 1.);
      gaze = normalize(gaze + vec3(-.12 * sign(YAW) * min(abs(YAW) * 4., 1.), 0, 0));
      float a = acos(clamp(dot(normalize(e), gaze), -1., 1.));
      albedo = vec3(.66, .62, .57) * (1. - .25 * smoothstep(.3, .9, a));
      albedo = mix(albedo, mix(IRIS * 1.6, IRIS * .5, smoothstep(.28, .44, a)), smoothstep(.46, .42, a));
      albedo = mix(albedo, vec3(.008), smoothstep(.225, .18, a)); power = 160.; strength = 1.1;
      albedo *= smoothstep(.055, -.03, e.y) * .72 + .28;
    } else if (m == 3. || m == 8.) {
      albedo = HAIR * (.55 + .85 * strands(h, 26.)); power = 14.; strength = m == 8. ? .10 : .22;
    } else if (m == 4.) { albedo = COAT * (.78 + .4 * fbm(p * 3.)); power = 26.; strength = WHO == 0 ? .42 : .07; }
    else if (m == 5.) { albedo = WOOL * (.7 + .55 * noise(p * 26.)); strength = .03; }
    else if (m == 6.) { albedo = vec3(.55, .36, .12); power = 40.; strength = 1.; }
    else { albedo = vec3(.035, .05, .075) * (.8 + .5 * fbm(p * 8.)); strength = .06; }
#ifdef STORM
    if (m == 4.) { albedo *= .62; strength = 1.0; power = 48.; n = normalize(n + .35 * (vec3(noise(p * 9.), noise(p * 9. + 5.), noise(p * 9. + 9.)) - .5)); }
    if (m == 3.) { albedo *= .42; strength = .8; power = 30.; }
    if (m == 1.) { strength = .55; power = 60.; float run = smoothstep(.62, .72, noise(vec3(h.x * 15., h.y * 2.4, h.z * 15.))); n = normalize(n + run * .25 * vec3(1, -.4, 0)); }
    if (m == 5.) albedo *= .6;
#endif
    float lit = dot(n, key), soft = dot(wide, key), sh = shadow(p + n * .03, key), ao = hollow(p, n);
    float diffuse = m == 1. ? clamp(mix(lit, soft, .35) * .92 + .08, 0., 1.) : clamp(lit, 0., 1.);
    // planes of light: two soft steps, as a gouache painter would lay them
    float steps = mix(diffuse, smoothstep(.02, .22, diffuse) * .38 + smoothstep(.38, .58, diffuse) * .40 + smoothstep(.78, .95, diffuse) * .22, .55);
    vec3 warm = m == 1. ? mix(vec3(1.), vec3(1.25, .70, .52), smoothstep(.45, .05, diffuse)) : vec3(1.);
    c = albedo * keyc * steps * sh * warm;
    float edge = clamp(dot(n, rim), 0., 1.);
    c += albedo * rimc * edge * (.35 + .65 * smoothstep(.1, .6, edge)) * ao;
    c += albedo * (sky * (.65 + .35 * n.y) * 1.25 + bounce * clamp(-n.y * .6 + .4, 0., 1.)) * ao;
    vec3 half1 = normalize(key - dir), half2 = normalize(rim - dir);
    c += strength * (keyc * pow(clamp(dot(n, half1), 0., 1.), power) * sh * .5 + rimc * pow(clamp(dot(n, half2), 0., 1.), power) * .5 * ao);
    if (m == 2.) c += vec3(1.) * smoothstep(.986, .993, dot(n, normalize(vec3(-.30, .34, .9)))) * .75;
    if (m == 3.) c += HAIR * keyc * .25 * pow(clamp(1. - abs(dot(normalize(vec3(.2, -1., .15)), half1)), 0., 1.), 6.) * sh;
    c *= .55 + .45 * ao;
  }
#ifdef STORM
  vec2 r = at; r.x += r.y * .22;
  for (int i = 0; i < 3; i++) {
    float f = float(i), cell = 26. + 22. * f; vec2 g = vec2(floor(r.x * cell), 0.); float w = hash(vec3(g.x, f, 2.));
    float y = fract(r.y * (.45 + .25 * w) + w * 7.), x = fract(r.x * cell) - .5;
    c += vec3(.55, .66, .72) * smoothstep(.16, .0, abs(x)) * smoothstep(.0, .1, y) * smoothstep(.24, .1, y) * step(.55, w) * (.20 - .04 * f);
  }
#endif
  colour = vec4(finish(c), 1);
}
