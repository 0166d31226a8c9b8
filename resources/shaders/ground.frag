#version 150

in vec2 groundPosition;

out vec4 fragColor;

uniform vec3 lineColor;  // sRGB

const float kFadeStart = 0.6;
const float kFadeEnd = 2.0;

// Share of this pixel that lines of one pixel cover; thinned where cells get smaller than pixels.
float coverage(float spacing) {
    vec2 p = groundPosition / spacing;
    vec2 width = fwidth(p);
    vec2 distances = abs(fract(p - 0.5) - 0.5) / max(width, vec2(1e-6));
    vec2 line = (1.0 - smoothstep(0.4, 1.2, distances)) * (1.0 - smoothstep(0.15, 0.5, width));
    return max(line.x, line.y);
}

void main() {
    float fade = 1.0 - smoothstep(kFadeStart, kFadeEnd, length(groundPosition));
    float alpha = fade * max(0.22 * coverage(0.1), 0.5 * coverage(0.5));
    fragColor = vec4(lineColor, alpha);
}
