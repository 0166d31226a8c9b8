#!/usr/bin/env bash
# Photographs the window in both themes and three languages, and lays the pictures out as a page:
#   tests/ui/window_pictures.sh BUILD_FOLDER OUTPUT_FOLDER      (needs xvfb-run; some minutes)
set -e
build=$1 out=$2
cmake --build "$build" --target window_pictures
mkdir -p "$out"
page="$out/index.html"
echo '<!DOCTYPE html><meta charset="utf-8"><title>Espalier</title><style>img{width:48%;margin:.5%}</style>' > "$page"
for theme in light dark; do
    for language in en de zh_CN; do
        folder="$out/$language-$theme"
        xvfb-run -a -s "-screen 0 1440x900x24" "$build/bin/window_pictures" "$folder" "$language" "$theme"
        echo "<h2>$language, $theme</h2>" >> "$page"
        for state in first running finished queue failed compare; do
            echo "<img src=\"$language-$theme/$state.png\" alt=\"$state\">" >> "$page"
        done
    done
done
echo "$page"
