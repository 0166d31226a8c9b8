# Shared by ./run and ./test: Debian packages, LibTorch, configuration and build. Sourced by bash, never run.
#
# Variables a user may set:
#   ESPALIER_CUDA=on|off   fetch LibTorch's CUDA libraries too (default: when an NVIDIA driver is found)
#   ESPALIER_PRESET=name   another preset than `release`
#   ESPALIER_TORCH_DIR=dir a LibTorch (the wheel's `torch` folder) that is already there
#   ESPALIER_XATLAS_DIR=dir the folder of an xatlas.cpp that is already there
# Every step first looks whether its result is there, so a second call does no work.

set -euo pipefail

readonly TORCH_VERSION=2.11.0
readonly XATLAS_VERSION=0.0.11
readonly XATLAS_SHA256=72f0bc6c42c19252be87e947d9dfe251c8d6c6943fd43e3d173ddc6b1afad693
readonly PRESET=${ESPALIER_PRESET:-release}
readonly ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly BUILD=$ROOT/build/$PRESET

# Compiler and build, libraries, fonts and a software OpenGL, a display and a session bus for the tests of the window.
readonly PACKAGES=(
    g++ cmake ninja-build python3-pip
    nlohmann-json3-dev libassimp-dev libstb-dev zlib1g-dev libturbojpeg0-dev libwebp-dev
    libembree-dev libmeshoptimizer-dev libtbb-dev libopencv-core-dev libopencv-imgproc-dev
    qt6-tools-dev qt6-l10n-tools qt6-translations-l10n
    qt6-base-dev qt6-3d-dev qt6-svg-dev qt6-image-formats-plugins
    libgl-dev libegl-dev libopengl-dev libqt6opengl6-dev libvulkan-dev libxkbcommon-dev
    libgl1-mesa-dri fonts-dejavu-core
    xvfb xauth dbus-daemon
)

say() { printf 'espalier: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# The folder for what is fetched; one sentence when there is none to write to.
cacheFolder() {
    local base=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
    [ -n "$base" ] || die "there is no cache folder: set HOME or XDG_CACHE_HOME to a folder you may write to."
    { mkdir -p "$base/espalier" && [ -w "$base/espalier" ]; } 2>/dev/null ||
        die "the cache folder $base/espalier cannot be written: set XDG_CACHE_HOME to a folder you may write to."
    printf '%s\n' "$base/espalier"
}

isDebian() { command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; }

listRequirements() {
    say "this is not Debian, so nothing was installed. Espalier needs: g++ 12 or newer, CMake 3.25, Ninja, Python 3" \
        "with pip, Qt 6.4 (base, 3D, SVG, image format plugins, Linguist tools, translations), nlohmann-json 3.10, Assimp 5.2, zlib, libjpeg-turbo," \
        "libwebp, Embree 3, oneTBB, meshoptimizer, OpenCV 4 (core, imgproc), stb, OpenGL and EGL headers, Xvfb, xauth and dbus-daemon for the tests. Their" \
        "Debian names: ${PACKAGES[*]}. Install them and call this again."
    exit 1
}

missingPackages() {
    local installed
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${PACKAGES[@]}" 2>/dev/null || true)
    for package in "${PACKAGES[@]}"; do
        grep -qx "$package installed" <<<"$installed" || printf '%s\n' "$package"
    done
}

installPackages() {
    if ! isDebian; then
        local tool
        for tool in g++ cmake ninja python3; do command -v "$tool" >/dev/null || listRequirements; done
        return
    fi
    local missing sudo=()
    mapfile -t missing < <(missingPackages)
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing ${#missing[@]} Debian packages: ${missing[*]}"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            die "these packages need root; as root, run: apt-get install --no-install-recommends ${missing[*]}"
        sudo=(sudo)
    fi
    local apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
    "${apt[@]}" update >&2 || say "the package lists could not be refreshed; trying with those at hand."
    "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >&2 ||
        die "apt-get could not install the packages above: see its message, then call this again."
}

wantsCuda() {
    case ${ESPALIER_CUDA:-auto} in
        on) return 0 ;;
        off) return 1 ;;
        auto) command -v nvidia-smi >/dev/null || ldconfig -p 2>/dev/null | grep -q 'libcuda\.so\.1' ;;
        *) die "ESPALIER_CUDA is '$ESPALIER_CUDA'; it may be on, off or auto." ;;
    esac
}

# Puts LibTorch into $1. The wheels' layout stays as it is: torch/lib finds nvidia/cu13/lib by its relative run path.
fetchTorch() {
    local target=$1 wheels=("torch==$TORCH_VERSION")
    local pip=(/usr/bin/env PYTHONNOUSERSITE=1 TMPDIR="$target.tmp" "$(systemPython)" -m pip --quiet
               --disable-pip-version-check install --no-cache-dir --no-compile --target "$target"
               --python-version 3.11 --only-binary=:all: --no-warn-conflicts --root-user-action=ignore)
    if wantsCuda; then
        # The versions that this torch wheel itself asks for, and a compiler of the same version for our own kernels.
        "${pip[@]}" "cuda-toolkit[cublas,cudart,cufft,cufile,cupti,curand,cusolver,cusparse,nvjitlink,nvrtc]==13.0.2" \
            "cuda-toolkit[cccl,crt,nvcc,nvvm]==13.0.2" \
            nvidia-cudnn-cu13==9.19.0.56 nvidia-cusparselt-cu13==0.8.0 nvidia-nccl-cu13==2.28.9 \
            nvidia-nvshmem-cu13==3.4.5 || return
        # What the compiler expects of a toolkit, and the wheels leave out.
        ln -sfn lib "$target/nvidia/cu13/lib64" && ln -sf libcudart.so.13 "$target/nvidia/cu13/lib/libcudart.so" || return
    else
        # Even the CPU library is linked with these two; together they are 5 MB.
        wheels+=(nvidia-cuda-cupti==13.0.85 nvidia-cuda-runtime==13.0.96)
    fi
    "${pip[@]}" --no-deps --upgrade "${wheels[@]}" || return
    pruneTorch "$target"
}

systemPython() { if [ -x /usr/bin/python3 ]; then echo /usr/bin/python3; else command -v python3; fi; }

# The wheel is a Python package of 1.2 GB. Espalier needs its headers and libraries, and no CUDA library without a card.
pruneTorch() {
    local torch=$1/torch
    find "$torch" -mindepth 1 -maxdepth 1 ! -name include ! -name lib ! -name share -exec rm -rf {} +
    find "$1" -mindepth 1 -maxdepth 1 -type d ! -name torch ! -name nvidia ! -name '*.dist-info' -exec rm -rf {} +
    rm -f "$torch"/lib/libtorch_python.so
    wantsCuda || rm -f "$torch"/lib/libtorch_cuda*.so "$torch"/lib/libtorch_nvshmem.so "$torch"/lib/libc10_cuda.so \
        "$torch"/lib/libcaffe2_nvrtc.so
}

# Sets and exports ESPALIER_TORCH_DIR. Fetched beside its place and renamed, so that the folder is whole or absent.
provideTorch() {
    if [ -z "${ESPALIER_TORCH_DIR:-}" ]; then
        local cache folder flavour=
        cache=$(cacheFolder)
        ! wantsCuda || flavour=-cuda
        folder=$cache/libtorch-$TORCH_VERSION$flavour
        if [ ! -d "$folder" ]; then
            say "fetching LibTorch $TORCH_VERSION${flavour:+ with its CUDA libraries} into $folder (once per user)"
            local staging=$folder.$$
            trap 'rm -rf "$staging" "$staging.tmp"' EXIT
            mkdir -p "$staging" "$staging.tmp"
            fetchTorch "$staging" ||
                die "LibTorch could not be fetched from PyPI: check the network connection and free disk space (2 GB)," \
                    "then call this again."
            # Another call may have been faster; its folder is as good.
            mv -T "$staging" "$folder" 2>/dev/null || [ -d "$folder" ] || die "LibTorch could not be moved to $folder."
            rm -rf "$staging" "$staging.tmp"
            trap - EXIT
        fi
        ESPALIER_TORCH_DIR=$folder/torch
    fi
    export ESPALIER_TORCH_DIR
}

# Puts xatlas.cpp, xatlas.h and its licence into $1. pip compares the archive's hash before it opens it.
fetchXatlas() {
    local target=$1 inside=xatlas-$XATLAS_VERSION/extern/xatlas
    printf 'xatlas==%s --hash=sha256:%s\n' "$XATLAS_VERSION" "$XATLAS_SHA256" >"$target/wanted.txt"
    env PYTHONNOUSERSITE=1 TMPDIR="$target" "$(systemPython)" -m pip --quiet --disable-pip-version-check download \
        --no-cache-dir --no-deps --no-binary=xatlas --require-hashes --dest "$target" -r "$target/wanted.txt" || return
    tar -xzf "$target/xatlas-$XATLAS_VERSION.tar.gz" -C "$target" "$inside/LICENSE" "$inside/source/xatlas" || return
    mv "$target/$inside/LICENSE" "$target/$inside"/source/xatlas/xatlas.* "$target" || return
    rm -rf "$target/xatlas-$XATLAS_VERSION" "$target/xatlas-$XATLAS_VERSION.tar.gz" "$target/wanted.txt"
}

# Sets and exports ESPALIER_XATLAS_DIR, empty when it cannot be fetched: textures are then laid out by box projection.
provideXatlas() {
    if [ -z "${ESPALIER_XATLAS_DIR:-}" ]; then
        local cache folder staging
        cache=$(cacheFolder)
        folder=$cache/xatlas-$XATLAS_VERSION
        if [ ! -d "$folder" ]; then
            say "fetching xatlas $XATLAS_VERSION into $folder (once per user)"
            staging=$folder.$$
            mkdir -p "$staging"
            if fetchXatlas "$staging"; then
                mv -T "$staging" "$folder" 2>/dev/null || [ -d "$folder" ] || die "xatlas could not be moved to $folder."
            else
                say "xatlas could not be fetched from PyPI; textures are laid out by box projection until a later call succeeds."
                folder=
            fi
            rm -rf "$staging"
        fi
        ESPALIER_XATLAS_DIR=$folder
    fi
    export ESPALIER_XATLAS_DIR
}

cachedPath() { sed -n "s/^$1:PATH=//p" "$BUILD/CMakeCache.txt" 2>/dev/null || true; }

configure() {
    [ -f "$BUILD/build.ninja" ] && [ "$(cachedPath ESPALIER_TORCH_DIR)" = "$ESPALIER_TORCH_DIR" ] &&
        [ "$(cachedPath ESPALIER_XATLAS_DIR)" = "$ESPALIER_XATLAS_DIR" ] && return
    say "configuring preset $PRESET"
    local options=(-DESPALIER_TORCH_DIR="$ESPALIER_TORCH_DIR" -DESPALIER_XATLAS_DIR="$ESPALIER_XATLAS_DIR")
    local nvcc=$ESPALIER_TORCH_DIR/../nvidia/cu13/bin/nvcc
    [ ! -x "$nvcc" ] || options+=(-DCMAKE_CUDA_COMPILER="$(realpath "$nvcc")")
    (cd "$ROOT" && cmake --preset "$PRESET" -U 'LibTorch_*' "${options[@]}" >&2) && return
    isDebian || listRequirements
    die "CMake could not configure preset $PRESET: see its message above."
}

# One compiler per core, but none without 1.5 GB of memory for the sources that read LibTorch's headers.
buildJobs() {
    local cores memory
    cores=$(nproc)
    memory=$(awk '/^MemAvailable:/ {print int($2 / 1572864)}' /proc/meminfo)
    [ "$memory" -ge 1 ] || memory=1
    echo $((cores < memory ? cores : memory))
}

# build [targets]: everything when no target is named.
build() {
    cmake --build "$BUILD" -j "$(buildJobs)" ${1:+--target "$@"} >&2 ||
        die "the build in $BUILD failed: see the compiler's message above."
}

setUp() {
    [ -n "${ESPALIER_TORCH_DIR:-}" ] || cacheFolder >/dev/null
    installPackages
    provideTorch
    provideXatlas
    configure
}
