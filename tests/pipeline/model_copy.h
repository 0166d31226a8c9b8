#pragma once

#include <QTemporaryDir>
#include <filesystem>
#include <fstream>
#include <string>

#include "inference/pipeline/model_library.h"

namespace espalier {

/// A copy of the bundled model for a test to damage: symbolic links to its files, which own() turns into real copies.
class ModelCopy {
public:
    ModelCopy() {
        const auto source = std::filesystem::canonical(bundledModelDir());
        for (const auto& entry : std::filesystem::recursive_directory_iterator(source)) {
            const auto target = root() / std::filesystem::relative(entry.path(), source);
            if (entry.is_directory())
                std::filesystem::create_directories(target);
            else
                std::filesystem::create_symlink(entry.path(), target);
        }
    }

    std::filesystem::path root() const { return m_dir.path().toStdString(); }

    /// The file as the copy's own, safe to write to.
    std::filesystem::path own(const std::string& relative) const {
        const auto file = root() / relative;
        const auto original = std::filesystem::read_symlink(file);
        std::filesystem::remove(file);
        std::filesystem::copy_file(original, file);
        std::filesystem::permissions(file, std::filesystem::perms::owner_write, std::filesystem::perm_options::add);
        return file;
    }

    /// Replaces the first `from` in a text file by `to`.
    void edit(const std::string& relative, const std::string& from, const std::string& to) const {
        const auto file = own(relative);
        std::ifstream in(file);
        std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
        in.close();
        text.replace(text.find(from), from.size(), to);
        std::ofstream(file) << text;
    }

private:
    QTemporaryDir m_dir;
};

}  // namespace espalier
