#include "viewer/shader_program.h"

#include <QFile>
#include <Qt3DRender/QEffect>
#include <Qt3DRender/QFilterKey>
#include <Qt3DRender/QGraphicsApiFilter>
#include <Qt3DRender/QRenderPass>
#include <Qt3DRender/QTechnique>

#include "viewer/frame_graph.h"

namespace espalier {

using Qt3DRender::QShaderProgram;

QByteArray shaderCode(const QString& file, const QList<QByteArray>& defines) {
    QFile source(":/espalier/shaders/" + file);
    if (!source.open(QIODevice::ReadOnly)) qFatal("The shader %s is not built in", qPrintable(file));
    QByteArray code = source.readAll();
    const qsizetype afterVersion = code.indexOf('\n') + 1;
    for (const QByteArray& define : defines)
        code.insert(afterVersion, "#define " + define + '\n');
    return code;
}

QShaderProgram* createProgram(const QByteArray& vertex, const QByteArray& geometry, const QByteArray& fragment) {
    auto* program = new QShaderProgram;
    program->setVertexShaderCode(vertex);
    program->setGeometryShaderCode(geometry);
    program->setFragmentShaderCode(fragment);
    return program;
}

Qt3DRender::QRenderPass* createPass(const char* branch, QShaderProgram* program) {
    auto* pass = new Qt3DRender::QRenderPass;
    auto* key = new Qt3DRender::QFilterKey;
    key->setName(kBranchKey);
    key->setValue(QString(branch));
    pass->addFilterKey(key);
    pass->setShaderProgram(program);
    return pass;
}

Qt3DRender::QEffect* createEffect(const QList<Qt3DRender::QRenderPass*>& passes) {
    auto* technique = new Qt3DRender::QTechnique;
    technique->graphicsApiFilter()->setApi(Qt3DRender::QGraphicsApiFilter::OpenGL);
    technique->graphicsApiFilter()->setProfile(Qt3DRender::QGraphicsApiFilter::CoreProfile);
    technique->graphicsApiFilter()->setMajorVersion(3);
    technique->graphicsApiFilter()->setMinorVersion(2);
    for (Qt3DRender::QRenderPass* pass : passes)
        technique->addRenderPass(pass);
    auto* effect = new Qt3DRender::QEffect;
    effect->addTechnique(technique);
    return effect;
}

}  // namespace espalier
