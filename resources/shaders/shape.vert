#version 150

in vec3 vertexPosition;
in vec4 vertexNormal;   // xyz, normalised shorts
in vec4 vertexColor;    // linear
in vec4 vertexSurface;  // metallic, roughness, openness

out vec3 vertWorldPosition;
out vec3 vertWorldNormal;
out vec3 vertColor;
out vec3 vertSurface;

uniform mat4 mvp;

void main() {
    // Shapes stand in model space untransformed, which is also the world.
    vertWorldPosition = vertexPosition;
    vertWorldNormal = vertexNormal.xyz;
    vertColor = vertexColor.rgb;
    vertSurface = vertexSurface.xyz;
    gl_Position = mvp * vec4(vertexPosition, 1.0);
}
