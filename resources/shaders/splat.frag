#version 150

in vec2 deviations;
flat in vec4 splatColor;

out vec4 fragColor;

const float kFaintest = 1.0 / 255.0;
const float kMostOpaque = 0.99;

void main() {
    float alpha = min(splatColor.a * exp(-0.5 * dot(deviations, deviations)), kMostOpaque);
    if (alpha < kFaintest) discard;
    fragColor = vec4(splatColor.rgb * alpha, alpha);
}
