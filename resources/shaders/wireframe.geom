#version 150

// Passes triangles on and numbers their corners, so that the fragment shader knows how far an edge is.
layout(triangles) in;
layout(triangle_strip, max_vertices = 3) out;

in vec3 vertWorldPosition[];
in vec3 vertWorldNormal[];
in vec3 vertColor[];
in vec3 vertSurface[];
in vec2 vertUv[];
in vec4 vertTangent[];

out vec3 geomWorldPosition;
out vec3 geomWorldNormal;
out vec3 geomColor;
out vec3 geomSurface;
out vec2 geomUv;
out vec4 geomTangent;
out vec3 geomBarycentric;

void main() {
    for (int i = 0; i < 3; ++i) {
        geomWorldPosition = vertWorldPosition[i];
        geomWorldNormal = vertWorldNormal[i];
        geomColor = vertColor[i];
        geomSurface = vertSurface[i];
        geomUv = vertUv[i];
        geomTangent = vertTangent[i];
        geomBarycentric = vec3(i == 0, i == 1, i == 2);
        gl_Position = gl_in[i].gl_Position;
        EmitVertex();
    }
    EndPrimitive();
}
