#version 150

#ifdef WIREFRAME
in vec3 geomWorldPosition;
in vec3 geomWorldNormal;
in vec3 geomColor;
in vec3 geomSurface;
in vec3 geomBarycentric;
#define worldPosition geomWorldPosition
#define worldNormal geomWorldNormal
#define color geomColor
#define surface geomSurface
#else
in vec3 vertWorldPosition;
in vec3 vertWorldNormal;
in vec3 vertColor;
in vec3 vertSurface;
#define worldPosition vertWorldPosition
#define worldNormal vertWorldNormal
#define color vertColor
#define surface vertSurface
#endif

out vec4 fragColor;

uniform mat4 viewMatrix;
uniform mat4 projectionMatrix;
uniform vec3 eyePosition;
uniform int shading;      // espalier::Shading: 0 asset, 1 clay, 2 normals
uniform vec3 clayColor;   // linear
uniform float clayRoughness;

const float kPi = 3.14159265;
// Radiance of a neutral studio: bright above, dimmer and a little warmer below, so that no side is black.
const vec3 kSky = vec3(0.58, 0.60, 0.63);
const vec3 kGround = vec3(0.30, 0.285, 0.27);
// Directions in view space: the lights go with the camera, and every view is well lit.
const vec3 kKeyDirection = vec3(-0.45, 0.55, 0.70);
const float kKeyStrength = 0.66;
const vec3 kFillDirection = vec3(0.80, -0.10, 0.45);
const float kFillStrength = 0.10;

vec3 toEye() {
    bool orthographic = projectionMatrix[3][3] == 1.0;
    if (orthographic) return vec3(viewMatrix[0][2], viewMatrix[1][2], viewMatrix[2][2]);
    return normalize(eyePosition - worldPosition);
}

// Two-sided whatever the winding: the normal goes to the side from which the triangle's plane is seen.
vec3 facingNormal(vec3 v) {
    vec3 plane = cross(dFdx(worldPosition), dFdy(worldPosition));
    if (dot(plane, v) < 0.0) plane = -plane;
    vec3 n = normalize(worldNormal + 1e-6 * plane);
    return dot(n, plane) < 0.0 ? -n : n;
}

vec3 environment(vec3 direction, float blur) {
    return mix(kGround, kSky, smoothstep(-blur, blur, direction.z));
}

// Karis, "Physically Based Shading on Mobile": the split sum's second factor without a table.
vec3 environmentBrdf(vec3 f0, float roughness, float nv) {
    vec4 r = roughness * vec4(-1.0, -0.0275, -0.572, 0.022) + vec4(1.0, 0.0425, 1.04, -0.04);
    float a = min(r.x * r.x, exp2(-9.28 * nv)) * r.x + r.y;
    vec2 ab = vec2(-1.04, 1.04) * a + r.zw;
    return f0 * ab.x + ab.y;
}

// GGX with Smith visibility (Hammon's approximation) and Schlick's Fresnel term, times n.l.
vec3 specular(vec3 n, vec3 v, vec3 l, vec3 f0, float roughness) {
    vec3 h = normalize(v + l);
    float nl = max(dot(n, l), 0.0);
    float nv = max(dot(n, v), 1e-3);
    float nh = max(dot(n, h), 0.0);
    float a = roughness * roughness;
    float d = nh * nh * (a * a - 1.0) + 1.0;
    float distribution = a * a / (kPi * d * d);
    float visibility = 0.5 / max(mix(2.0 * nl * nv, nl + nv, a), 1e-3);
    vec3 fresnel = f0 + (1.0 - f0) * pow(1.0 - max(dot(v, h), 0.0), 5.0);
    return distribution * visibility * nl * fresnel;
}

vec3 lit(vec3 n, vec3 v, vec3 baseColor, float metallic, float roughness, float openness) {
    mat3 worldFromView = transpose(mat3(viewMatrix));
    vec3 key = normalize(worldFromView * kKeyDirection);
    vec3 fill = normalize(worldFromView * kFillDirection);

    vec3 f0 = mix(vec3(0.04), baseColor, metallic);
    vec3 diffuseColor = baseColor * (1.0 - metallic);
    vec3 diffuse = openness * environment(n, 1.0) + kKeyStrength * max(dot(n, key), 0.0) +
                   kFillStrength * max(dot(n, fill), 0.0);
    float nv = max(dot(n, v), 0.0);
    vec3 mirrored = environment(reflect(-v, n), max(roughness, 0.1));
    return diffuseColor * diffuse + openness * mirrored * environmentBrdf(f0, roughness, nv) +
           kPi * kKeyStrength * specular(n, v, key, f0, max(roughness, 0.08));
}

// Khronos PBR Neutral: base colours stay what they are, only highlights are compressed.
vec3 toneMapped(vec3 c) {
    const float start = 0.8 - 0.04;
    const float desaturation = 0.15;
    float low = min(c.r, min(c.g, c.b));
    c -= low < 0.08 ? low - 6.25 * low * low : 0.04;
    float peak = max(c.r, max(c.g, c.b));
    if (peak < start) return c;
    float d = 1.0 - start;
    float newPeak = 1.0 - d * d / (peak + d - start);
    c *= newPeak / peak;
    return mix(c, vec3(newPeak), 1.0 - 1.0 / (desaturation * (peak - newPeak) + 1.0));
}

vec3 srgbFromLinear(vec3 c) {
    c = clamp(c, 0.0, 1.0);
    return mix(c * 12.92, 1.055 * pow(c, vec3(1.0 / 2.4)) - 0.055, step(0.0031308, c));
}

#ifdef WIREFRAME
// Lines of one pixel or so, paler where triangles are so small that lines would cover everything.
vec3 withLines(vec3 c) {
    vec3 width = fwidth(geomBarycentric);
    vec3 distances = geomBarycentric / max(width, vec3(1e-6));
    float line = 1.0 - smoothstep(0.3, 1.2, min(distances.x, min(distances.y, distances.z)));
    float height = 1.0 / max(width.x, max(width.y, width.z));
    float strength = mix(0.3, 0.8, smoothstep(2.0, 9.0, height));
    return mix(c, vec3(0.07, 0.10, 0.16), line * strength);
}
#endif

void main() {
    vec3 v = toEye();
    vec3 n = facingNormal(v);
    // The choice lies before and after the lighting, not around it: software OpenGL computes every branch.
    bool clay = shading == 1;
    vec3 material = clay ? vec3(0.0, clayRoughness, surface.z) : surface;
    vec3 shaded = lit(n, v, clay ? clayColor : color, material.x, material.y, material.z);
    vec3 c = shading == 2 ? n * 0.5 + 0.5 : srgbFromLinear(toneMapped(shaded));
#ifdef WIREFRAME
    c = withLines(c);
#endif
    fragColor = vec4(c, 1.0);
}
