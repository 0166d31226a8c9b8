#version 150

in vec3 vertexPosition;

out vec2 groundPosition;

uniform mat4 mvp;
uniform float groundHeight;

void main() {
    groundPosition = vertexPosition.xy;
    gl_Position = mvp * vec4(vertexPosition.xy, groundHeight, 1.0);
}
