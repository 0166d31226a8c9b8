#version 150

in vec3 vertexPosition;
in vec4 vertexNormal;   // xyz, normalised shorts
in vec4 vertexColor;    // linear
in vec4 vertexSurface;  // metallic, roughness, openness
in vec2 vertexUv;
in vec4 vertexTangent;  // w: the bitangent's sign

out vec3 vertWorldPosition;
out vec3 vertWorldNormal;
out vec3 vertColor;
out vec3 vertSurface;
out vec2 vertUv;
out vec4 vertTangent;

uniform mat4 mvp;

void main() {
    // Shapes stand in model space untransformed, which is also the world.
    vertWorldPosition = vertexPosition;
    vertWorldNormal = vertexNormal.xyz;
    vertColor = vertexColor.rgb;
    vertSurface = vertexSurface.xyz;
    vertUv = vertexUv;
    vertTangent = vertexTangent;
    gl_Position = mvp * vec4(vertexPosition, 1.0);
}
