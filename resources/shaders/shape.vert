#version 150

in vec3 vertexPosition;
in vec4 vertexNormal;   // xyz, normalised shorts
in vec4 vertexColor;    // sRGB
in vec4 vertexSurface;  // metallic, roughness, openness

out vec3 vertWorldPosition;
out vec3 vertWorldNormal;
out vec3 vertColor;  // linear
out vec3 vertSurface;

uniform mat4 mvp;

vec3 linearFromSrgb(vec3 c) {
    return mix(c / 12.92, pow((c + 0.055) / 1.055, vec3(2.4)), step(0.04045, c));
}

void main() {
    // Shapes stand in model space untransformed, which is also the world.
    vertWorldPosition = vertexPosition;
    vertWorldNormal = vertexNormal.xyz;
    vertColor = linearFromSrgb(vertexColor.rgb);
    vertSurface = vertexSurface.xyz;
    gl_Position = mvp * vec4(vertexPosition, 1.0);
}
