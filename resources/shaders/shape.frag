#version 150

#ifdef WIREFRAME
in vec3 geomWorldPosition;
in vec3 geomWorldNormal;
in vec3 geomColor;
in vec3 geomSurface;
in vec2 geomUv;
in vec4 geomTangent;
in vec3 geomBarycentric;
#define worldPosition geomWorldPosition
#define worldNormal geomWorldNormal
#define color geomColor
#define surface geomSurface
#define uv geomUv
#define tangent geomTangent
#else
in vec3 vertWorldPosition;
in vec3 vertWorldNormal;
in vec3 vertColor;
in vec3 vertSurface;
in vec2 vertUv;
in vec4 vertTangent;
#define worldPosition vertWorldPosition
#define worldNormal vertWorldNormal
#define color vertColor
#define surface vertSurface
#define uv vertUv
#define tangent vertTangent
#endif

out vec4 fragColor;

uniform mat4 viewMatrix;
uniform mat4 projectionMatrix;
uniform vec3 eyePosition;
uniform int shading;  // espalier::Shading: 0 asset, 1 clay, 2 normals, 3 UV checker, 4 vertex colours
uniform vec3 clayColor;  // linear
uniform float clayRoughness;

// espalier::LightEnvironment. Irradiance / pi is (n, 1)^T M (n, 1) per channel.
uniform mat4 irradianceRed;
uniform mat4 irradianceGreen;
uniform mat4 irradianceBlue;
uniform sampler2D mirroredMap;
uniform vec2 lightTurn;  // cosine and sine of the environment's turn around z
uniform float lightScale;  // Qt3D has a uniform "exposure" of its own
const float kBands = 5.0;
const float kBandHeight = 48.0;

#ifdef TEXTURED
uniform sampler2D baseColorMap;  // sampled linear
uniform sampler2D metallicRoughnessMap;
uniform sampler2D normalMap;
uniform bool translucent;
#endif

const float kPi = 3.14159265;

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

// The normal map's detail; a surface without a map keeps its normal.
vec3 mappedNormal(vec3 n) {
#ifdef TEXTURED
    vec3 detail = texture(normalMap, uv).xyz * 2.0 - 1.0;
    vec3 smoothNormal = normalize(worldNormal + vec3(0.0, 0.0, 1e-6));
    vec3 bitangent = cross(smoothNormal, tangent.xyz) * tangent.w;
    vec3 mapped = normalize(detail.x * tangent.xyz + detail.y * bitangent + detail.z * smoothNormal);
    return dot(smoothNormal, n) < 0.0 ? -mapped : mapped;
#else
    return n;
#endif
}

// A direction of the world in the environment's own turn.
vec3 inEnvironment(vec3 d) {
    return vec3(lightTurn.x * d.x + lightTurn.y * d.y, lightTurn.x * d.y - lightTurn.y * d.x, d.z);
}

vec3 irradiance(vec3 direction) {
    vec4 n = vec4(inEnvironment(direction), 1.0);
    return max(vec3(dot(n, irradianceRed * n), dot(n, irradianceGreen * n), dot(n, irradianceBlue * n)), 0.0);
}

vec3 mirrored(vec3 direction, float roughness) {
    vec3 d = inEnvironment(direction);
    float column = atan(d.y, d.x) / (2.0 * kPi) + 0.5;
    // Half a row away from the neighbouring bands.
    float row = clamp(acos(clamp(d.z, -1.0, 1.0)) / kPi, 0.5 / kBandHeight, 1.0 - 0.5 / kBandHeight);
    float band = clamp(roughness, 0.0, 1.0) * (kBands - 1.0);
    float lower = min(floor(band), kBands - 2.0);
    vec3 sharp = textureLod(mirroredMap, vec2(column, (lower + row) / kBands), 0.0).rgb;
    vec3 blurred = textureLod(mirroredMap, vec2(column, (lower + 1.0 + row) / kBands), 0.0).rgb;
    return mix(sharp, blurred, band - lower);
}

// Karis, "Physically Based Shading on Mobile": the split sum's second factor without a table.
vec3 environmentBrdf(vec3 f0, float roughness, float nv) {
    vec4 r = roughness * vec4(-1.0, -0.0275, -0.572, 0.022) + vec4(1.0, 0.0425, 1.04, -0.04);
    float a = min(r.x * r.x, exp2(-9.28 * nv)) * r.x + r.y;
    vec2 ab = vec2(-1.04, 1.04) * a + r.zw;
    return f0 * ab.x + ab.y;
}

// Split sum: diffuse and mirrored light of the environment.
vec3 lit(vec3 n, vec3 v, vec3 baseColor, float metallic, float roughness, float openness) {
    vec3 f0 = mix(vec3(0.04), baseColor, metallic);
    vec3 diffuse = baseColor * (1.0 - metallic) * irradiance(n);
    vec3 specular = mirrored(reflect(-v, n), roughness) * environmentBrdf(f0, roughness, max(dot(n, v), 0.0));
    return lightScale * openness * (diffuse + specular);
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

// Squares of 1/16 and 1/128 of the UV square, coloured by their place in it; grey where they get smaller than pixels.
vec3 uvChecker() {
    vec2 width = fwidth(uv);
    float size = max(width.x, width.y);
    vec2 coarse = floor(uv * 16.0);
    vec2 fine = floor(uv * 128.0);
    float coarseSquare = mix(mod(coarse.x + coarse.y, 2.0), 0.5, smoothstep(0.3, 1.0, size * 16.0));
    float fineSquare = mix(mod(fine.x + fine.y, 2.0), 0.5, smoothstep(0.3, 1.0, size * 128.0));
    vec3 place = vec3(0.25 + 0.6 * fract(uv.x), 0.25 + 0.6 * fract(uv.y), 0.45);
    return place * (0.35 + 0.5 * coarseSquare + 0.15 * fineSquare);
}

void main() {
    vec3 v = toEye();
    vec3 n = facingNormal(v);
    vec3 baseColor = color;
    vec3 material = surface;
    float alpha = 1.0;
#ifdef TEXTURED
    if (shading == 0) {
        vec4 texel = texture(baseColorMap, uv);
        baseColor = texel.rgb;
        material.xy = texture(metallicRoughnessMap, uv).bg;
        if (translucent) alpha = texel.a;
    }
    n = mappedNormal(n);
#endif
    if (shading == 1) baseColor = clayColor;
    if (shading == 3) baseColor = uvChecker();
    if (shading == 1 || shading == 3) material.xy = vec2(0.0, clayRoughness);
    vec3 c = srgbFromLinear(toneMapped(lit(n, v, baseColor, material.x, material.y, material.z)));
    if (shading == 2) c = n * 0.5 + 0.5;
    if (shading == 4) c = srgbFromLinear(color);
#ifdef WIREFRAME
    c = withLines(c);
#endif
    fragColor = vec4(c, alpha);
}
