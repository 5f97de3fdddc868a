#!/usr/bin/env bash
# Builds the images, loads them into a cluster, or pushes them to a registry: the named ones, or all four.
#
#   scripts/images.sh [build|load|push] [airflow|spark|warehouse|postgres]...
#
# Settings are environment variables, shown with their defaults.
#
# REGISTRY: prefix of the images' names (MOVIELYTICS_IMAGE_REGISTRY, or localhost).
# TAG: tag of the images (MOVIELYTICS_IMAGE_TAG, or the chart's appVersion).
# BASE_IMAGE: base of the images (the one in their Dockerfiles, by digest).
# PLATFORM: platforms of the images, such as linux/arm64 (that of this machine).
# BUILDER: docker or buildah (the first that is available).
# LOAD: command that `load` calls with NAME:TAG and a Docker archive (kind load image-archive FILE).
# KIND_CLUSTER: name of the kind cluster (movielytics).
# PIP_INDEX_URL: index of Python packages (the public one).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() {
    echo "$*" >&2
    exit 1
}

all=(postgres warehouse airflow spark)
registry=${REGISTRY:-${MOVIELYTICS_IMAGE_REGISTRY:-localhost}}
version=$(sed -n 's/^appVersion: *"\{0,1\}\([^" ]*\).*/\1/p' charts/movielytics/Chart.yaml)
tag=${TAG:-${MOVIELYTICS_IMAGE_TAG:-$version}}

choose_builder() {
    if docker info >/dev/null 2>&1; then
        echo docker
    elif command -v buildah >/dev/null; then
        echo buildah
    else
        fail "No Docker engine responds and buildah is not installed: start Docker, or install buildah."
    fi
}

reference() { # image: its full name
    echo "$registry/movielytics-$1:$tag"
}

# The commit, and the repository's URL if it is an http(s) URL, without credentials: local paths stay out of the images.
revision=$(git rev-parse HEAD 2>/dev/null || echo unknown)
[ "$revision" = unknown ] || [ -z "$(git status --porcelain 2>/dev/null)" ] || revision+=-modified
repository=$(git config --get remote.origin.url 2>/dev/null | sed -nE 's#^(https?://)([^@/]*@)?(.*)$#\1\3#p' || true)

build() { # image
    local arguments=(
        --tag "$(reference "$1")"
        --build-arg "VERSION=$version"
        --build-arg "REVISION=$revision"
        --build-arg "SOURCE=$repository"
    )
    [ -z "${BASE_IMAGE:-}" ] || arguments+=(--build-arg BASE_IMAGE)
    [ -z "${PLATFORM:-}" ] || arguments+=(--platform "$PLATFORM")
    if [ "$1" = postgres ]; then
        arguments+=(--file images/postgres/Dockerfile)
    else
        arguments+=(--file images/Dockerfile --target "$1")
        [ -z "${PIP_INDEX_URL:-}" ] || arguments+=(--build-arg PIP_INDEX_URL)
    fi
    case $builder in
        docker) DOCKER_BUILDKIT=1 docker build "${arguments[@]}" . ;;
        buildah) buildah build --layers "${arguments[@]}" . ;;
        *) fail "BUILDER is $builder: docker and buildah are known." ;;
    esac
}

archive() { # image, file
    case $builder in
        docker) docker save --output "$2" "$(reference "$1")" ;;
        buildah) buildah push --quiet "$(reference "$1")" "docker-archive:$2:$(reference "$1")" ;;
    esac
}

load() { # image
    local file=$folder/$1.tar
    archive "$1" "$file"
    if [ -n "${LOAD:-}" ]; then
        $LOAD "$(reference "$1")" "$file"
    else
        kind load image-archive "$file" --name "${KIND_CLUSTER:-movielytics}"
    fi
    rm -f "$file"
}

command=build
case ${1:-} in
    build | load | push)
        command=$1
        shift
        ;;
esac
[ $# -gt 0 ] || set -- "${all[@]}"
for image; do
    [[ " ${all[*]} " = *" $image "* ]] || fail "There is no image '$image': choose from ${all[*]}."
done
builder=${BUILDER:-$(choose_builder)}
folder=$(mktemp -d) # for temporary archives
trap 'rm -rf "$folder"' EXIT

for image; do
    began=$SECONDS
    echo "$command $(reference "$image")" >&2
    case $command in
        build) build "$image" >&2 ;;
        load) load "$image" >&2 ;;
        push) "$builder" push "$(reference "$image")" >&2 ;;
    esac
    printf '%-50s %10s %6s s\n' "$(reference "$image")" "$("$builder" images --format '{{.Size}}' "$(reference "$image")")" $((SECONDS - began))
done
