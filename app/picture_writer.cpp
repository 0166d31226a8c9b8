#include "app/picture_writer.h"

#include <QImage>
#include <QSaveFile>

#include "inference/base/error.h"
#include "ui/image_loader.h"

namespace espalier {

void writePicture(const ImageBuffer& image, const std::filesystem::path& file) {
    QSaveFile output(QString::fromStdString(file.string()));
    if (output.open(QIODevice::WriteOnly) && toQImage(image).save(&output, "PNG") && output.commit()) return;
    throw Error(ErrorCode::FileWrite, file.string() + " cannot be written: " + output.errorString().toStdString() + ".",
                "Choose a folder that you may write to and that has space left.");
}

}  // namespace espalier
