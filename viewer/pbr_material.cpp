#include "viewer/pbr_material.h"

#include <QVariant>
#include <QVector3D>
#include <Qt3DRender/QCullFace>
#include <Qt3DRender/QDepthTest>
#include <Qt3DRender/QMultiSampleAntiAliasing>
#include <Qt3DRender/QParameter>
#include <Qt3DRender/QRenderPass>

#include "viewer/display_shape.h"
#include "viewer/frame_graph.h"
#include "viewer/shader_program.h"

namespace espalier {

using namespace Qt3DRender;

namespace {

QRenderPass* createShapePass(const char* branch, QShaderProgram* program) {
    QRenderPass* pass = createPass(branch, program);
    auto* depth = new QDepthTest;
    depth->setDepthFunction(QDepthTest::Less);
    pass->addRenderState(depth);
    auto* cull = new QCullFace;
    cull->setMode(QCullFace::NoCulling);
    pass->addRenderState(cull);
    pass->addRenderState(new QMultiSampleAntiAliasing);
    return pass;
}

}  // namespace

PbrMaterial::PbrMaterial() : m_shading(new QParameter("shading", 0)) {
    const QByteArray vertex = shaderCode("shape.vert");
    QShaderProgram* plain = createProgram(vertex, {}, shaderCode("shape.frag"));
    QShaderProgram* wireframe =
        createProgram(vertex, shaderCode("wireframe.geom"), shaderCode("shape.frag", {"WIREFRAME"}));
    setEffect(createEffect({createShapePass(kPlainBranch, plain), createShapePass(kWireframeBranch, wireframe)}));
    const QVector3D clay(linearFromSrgb(kClayColor[0]), linearFromSrgb(kClayColor[1]), linearFromSrgb(kClayColor[2]));
    addParameter(m_shading);
    addParameter(new QParameter("clayColor", QVariant::fromValue(clay)));
    addParameter(new QParameter("clayRoughness", kClayRoughness));
}

void PbrMaterial::setShading(Shading shading) {
    m_shading->setValue(int(shading));
}

}  // namespace espalier
