#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <Qt3DRender/QShaderProgram>

namespace Qt3DRender {
class QEffect;
class QRenderPass;
}  // namespace Qt3DRender

namespace espalier {

/// The text of a shader under resources/shaders, with `#define` lines put after its `#version`.
QByteArray shaderCode(const QString& file, const QList<QByteArray>& defines = {});

/// `geometry` may be empty. What a driver refuses, Qt3D itself reports as a warning.
Qt3DRender::QShaderProgram* createProgram(const QByteArray& vertex, const QByteArray& geometry,
                                          const QByteArray& fragment);

/// A pass drawn by the frame graph's branch of that name.
Qt3DRender::QRenderPass* createPass(const char* branch, Qt3DRender::QShaderProgram* program);

/// An effect of one OpenGL 3.2 core technique with these passes.
Qt3DRender::QEffect* createEffect(const QList<Qt3DRender::QRenderPass*>& passes);

}  // namespace espalier
