#include "ui/failure_text.h"

#include <QCoreApplication>
#include <exception>
#include <new>

namespace espalier {

QString failureTitle(ErrorCode code) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("espalier", text); };
    switch (code) {
        case ErrorCode::InvalidRequest:
            return tr("A setting is out of range");
        case ErrorCode::ImageUnreadable:
            return tr("The picture cannot be used");
        case ErrorCode::ModelNotFound:
            return tr("The model is not there");
        case ErrorCode::CheckpointCorrupt:
            return tr("The model's files are damaged");
        case ErrorCode::DeviceUnavailable:
            return tr("The device cannot run this");
        case ErrorCode::OutOfMemory:
            return tr("Memory ran out");
        case ErrorCode::EmptyResult:
            return tr("Nothing came out");
        case ErrorCode::FileRead:
            return tr("A file cannot be read");
        case ErrorCode::FileWrite:
            return tr("The file cannot be written");
        case ErrorCode::Internal:
            return tr("Something went wrong inside Espalier");
    }
    return tr("Something went wrong");
}

QString stageText(Stage stage) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("espalier", text); };
    switch (stage) {
        case Stage::Load:
            return tr("Loading the model");
        case Stage::Prepare:
            return tr("Preparing the picture");
        case Stage::Encode:
            return tr("Studying the picture");
        case Stage::Structure:
            return tr("Finding the rough shape");
        case Stage::StructureDecode:
            return tr("Filling in the rough shape");
        case Stage::Shape:
            return tr("Working out the surface");
        case Stage::ShapeDecode:
            return tr("Building the mesh");
        case Stage::Texture:
            return tr("Working out the colours");
        case Stage::TextureDecode:
            return tr("Mixing the colours");
        case Stage::Clean:
            return tr("Cleaning the mesh");
        case Stage::Simplify:
            return tr("Making the mesh lighter");
        case Stage::Unwrap:
            return tr("Laying the surface flat");
        case Stage::Bake:
            return tr("Painting the textures");
        case Stage::Finish:
            return tr("Painting the mesh");
        case Stage::Write:
            return tr("Writing the file");
    }
    return {};
}

JobFailure currentFailure() {
    try {
        throw;
    } catch (const Error& error) {
        return {error.code(), error.what(), error.hint(), {}};
    } catch (const std::bad_alloc& error) {
        return {ErrorCode::OutOfMemory, "There is not enough memory for this.", "Close other programs and try again.",
                error.what()};
    } catch (const std::exception& error) {
        return {ErrorCode::Internal, "An unexpected error stopped this.", "Try again; if it happens again, report it.",
                error.what()};
    }
}

}  // namespace espalier
