#version 150

// A Gaussian as a square of its own, after Kerbl et al., "3D Gaussian Splatting" (2023): what is drawn is the Gaussian
// seen through the projection's linear part at its centre. Agrees with inference/meshing/gaussian_render.cpp.

in uint splatIndex;    // one for each instance
in vec3 vertexCorner;  // -1 or 1 in x and y

out vec2 deviations;     // from the centre, in standard deviations along the splat's own axes on the screen
flat out vec4 splatColor;  // sRGB, opacity

uniform sampler2D splatTable;  // espalier::SplatShape::table
uniform vec2 viewPixels;
uniform mat4 viewMatrix;
uniform mat4 projectionMatrix;

const int kTexelsPerSplat = 4;
const int kSplatsPerRow = 1024;
const float kNear = 0.01;            // nearer ones would fill the picture
const float kFaintest = 1.0 / 255.0;
// Added to the variances on the screen, in pixels squared, with the opacity lowered in proportion (Yu et al.,
// "Mip-Splatting", 2024): what is smaller than a pixel neither flickers nor grows.
const float kFilter = 0.1;

vec4 texel(int number) {
    int splat = int(splatIndex);
    return texelFetch(splatTable, ivec2(splat % kSplatsPerRow * kTexelsPerSplat + number, splat / kSplatsPerRow), 0);
}

void main() {
    gl_Position = vec4(0.0, 0.0, 2.0, 1.0);  // outside, until it is known to be seen
    deviations = vec2(0.0);
    vec4 place = texel(0);
    splatColor = vec4(texel(3).rgb, place.w);

    bool orthographic = projectionMatrix[3][3] == 1.0;
    vec3 seen = (viewMatrix * vec4(place.xyz, 1.0)).xyz;
    float depth = orthographic ? 1.0 : -seen.z;
    if (depth < kNear) return;

    // The rows of the projection's linear part, in pixels, and then in model space.
    float scale = 0.5 * viewPixels.y * projectionMatrix[1][1] / depth;
    // At the border it would smear what lies outside over the whole picture.
    vec2 limit = 1.3 / vec2(projectionMatrix[0][0], projectionMatrix[1][1]);
    vec2 slope = orthographic ? vec2(0.0) : clamp(seen.xy / depth, -limit, limit);
    vec3 alongX = scale * vec3(1.0, 0.0, slope.x) * mat3(viewMatrix);
    vec3 alongY = scale * vec3(0.0, 1.0, slope.y) * mat3(viewMatrix);

    vec4 c = texel(1);
    vec2 d = texel(2).xy;
    mat3 covariance = mat3(c.x, c.y, c.z, c.y, c.w, d.x, c.z, d.x, d.y);
    float xx = dot(alongX, covariance * alongX);
    float xy = dot(alongX, covariance * alongY);
    float yy = dot(alongY, covariance * alongY);
    float bare = max(xx * yy - xy * xy, 0.0);
    xx += kFilter;
    yy += kFilter;
    splatColor.a *= sqrt(bare / (xx * yy - xy * xy));
    if (splatColor.a < kFaintest) return;

    // The axes of the ellipse, and how far along them it can be seen.
    float middle = 0.5 * (xx + yy);
    float radius = length(vec2(0.5 * (xx - yy), xy));
    vec2 variances = vec2(middle + radius, max(middle - radius, kFilter));
    vec2 axis = xx > yy ? vec2(variances.x - yy, xy) : vec2(xy, variances.x - xx);
    axis = radius > 1e-6 * middle ? normalize(axis) : vec2(1.0, 0.0);
    float reach = sqrt(2.0 * log(splatColor.a / kFaintest));
    deviations = reach * vertexCorner.xy;
    vec2 pixels = sqrt(variances.x) * deviations.x * axis + sqrt(variances.y) * deviations.y * vec2(-axis.y, axis.x);

    vec4 centre = projectionMatrix * vec4(seen, 1.0);
    gl_Position = vec4(centre.xyz / centre.w + vec3(2.0 * pixels / viewPixels, 0.0), 1.0);
}
