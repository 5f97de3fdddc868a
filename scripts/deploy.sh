#!/bin/sh
# deploy.sh install | operator | remove
#
# Installs or removes the Spark operator, charts/backends and charts/movielytics in the cluster that kubectl uses.
# `install` upgrades an existing installation. `operator` installs only the Spark operator. Settings are environment variables, shown with their defaults.
#
# NAMESPACE: namespace of the installation (movielytics).
# LOADS_NAMESPACE: a further namespace that the Spark operator watches, for pipeline.spark.namespace.
# HELM: the helm program (helm).
# OPERATOR_CHART: chart of the Spark operator, as a name in OPERATOR_REPOSITORY or a folder (spark-operator).
#   Set it to `none` if an operator already watches the namespace.
# OPERATOR_REPOSITORY: Helm repository of the operator (https://kubeflow.github.io/spark-operator).
# OPERATOR_VERSION: version of the operator's chart (2.5.2).
# MOVIELYTICS_IMAGE_REGISTRY: registry of this project's images (localhost).
# MOVIELYTICS_IMAGE_TAG: their tag (the charts' appVersion).
# MOVIELYTICS_S3_IMAGE: image of the S3 server (docker.io/versity/versitygw:v1.8.0).
# PERSISTENCE: true puts data on PersistentVolumeClaims, false on emptyDirs (true).
# SCALE: scale of the sample data; 1 is 100,000 ratings (1).
# LIVE: true runs the code of the checkout that kind mounts, instead of that in the images (false).
# VALUES, BACKENDS_VALUES, OPERATOR_VALUES: a further values file for charts/movielytics, charts/backends or the operator.
set -eu
cd "$(dirname "$0")/.."

namespace=${NAMESPACE:-movielytics}
loads=${LOADS_NAMESPACE:-}
helm=${HELM:-helm}
operator=${OPERATOR_CHART:-spark-operator}
registry=${MOVIELYTICS_IMAGE_REGISTRY:-localhost}
tag=${MOVIELYTICS_IMAGE_TAG:-}
s3_image=${MOVIELYTICS_S3_IMAGE:-docker.io/versity/versitygw:v1.8.0}
persistence=${PERSISTENCE:-true}
timeout=10m

say() {
    printf '\n%s\n' "$*"
}

for program in kubectl "$helm"; do
    command -v "$program" >/dev/null || {
        echo "$program is not installed. kubectl: https://kubernetes.io/docs/tasks/tools  helm: https://helm.sh/docs/intro/install" >&2
        exit 1
    }
done

install_operator() {
    say "Spark operator: $operator"
    case $operator in
    */*) set -- ;;
    *) set -- --repo "${OPERATOR_REPOSITORY:-https://kubeflow.github.io/spark-operator}" --version "${OPERATOR_VERSION:-2.5.2}" ;;
    esac
    "$helm" upgrade --install spark-operator "$operator" "$@" --namespace spark-operator --create-namespace --wait --timeout "$timeout" \
        --values k8s/spark-operator/values.yaml --set "spark.jobNamespaces={$namespace${loads:+,$loads}}" \
        ${OPERATOR_VALUES:+--values "$OPERATOR_VALUES"} >/dev/null
}

install_backends() {
    say "PostgreSQL and S3 server: charts/backends"
    s3_repository=${s3_image#*/}
    s3_repository=${s3_repository%:*}
    "$helm" upgrade --install backends charts/backends --namespace "$namespace" --wait --wait-for-jobs --timeout "$timeout" \
        --set-string "images.registry=$registry" --set-string "images.tag=$tag" \
        --set-string "s3.image.registry=${s3_image%%/*},s3.image.repository=$s3_repository,s3.image.tag=${s3_image##*:}" \
        --set "postgres.persistence.enabled=$persistence,s3.persistence.enabled=$persistence" --set "sampleData.scale=${SCALE:-1}" \
        ${BACKENDS_VALUES:+--values "$BACKENDS_VALUES"} >/dev/null
}

install_movielytics() {
    say "Airflow and the pipeline: charts/movielytics"
    existed=$("$helm" list --namespace "$namespace" --filter '^movielytics$' --short)
    set --
    if [ "${LIVE:-false}" = true ]; then
        kubectl apply --namespace "$namespace" --filename k8s/kind/live/volume.yaml >/dev/null
        set -- --values k8s/kind/live/values.yaml
    fi
    "$helm" upgrade --install movielytics charts/movielytics --namespace "$namespace" --wait --timeout "$timeout" \
        --values k8s/kind/values.yaml "$@" --set-string "images.registry=$registry" --set-string "images.tag=$tag" \
        ${VALUES:+--values "$VALUES"} >/dev/null
    # Helm does not notice an image that was rebuilt under the same tag.
    if [ -n "$existed" ]; then
        kubectl rollout restart deployment --namespace "$namespace" --selector app.kubernetes.io/instance=movielytics >/dev/null
        kubectl rollout status deployment --namespace "$namespace" --selector app.kubernetes.io/instance=movielytics --timeout "$timeout" >/dev/null
    fi
}

create_namespaces() {
    for each in "$namespace" ${loads:+"$loads"}; do
        kubectl get namespace "$each" >/dev/null 2>&1 || kubectl create namespace "$each" >/dev/null
        kubectl label namespace "$each" --overwrite pod-security.kubernetes.io/enforce=restricted >/dev/null
    done
}

install() {
    create_namespaces
    [ "$operator" = none ] || install_operator
    install_backends
    install_movielytics
    cat <<TEXT

Airflow      http://localhost:8080 after
             kubectl --namespace $namespace port-forward service/movielytics-api-server 8080:8080
Login        admin, with the password that this prints:
             kubectl --namespace $namespace get secret movielytics-admin --output go-template='{{.data.AIRFLOW_ADMIN_PASSWORD | base64decode}}'

TEXT
}

remove() {
    for release in movielytics backends; do
        # Deleting the namespace also removes the objects that helm reports as kept.
        "$helm" uninstall "$release" --namespace "$namespace" --ignore-not-found --wait --timeout "$timeout" >/dev/null
    done
    [ "$operator" = none ] || "$helm" uninstall spark-operator --namespace spark-operator --ignore-not-found --wait --timeout "$timeout"
    kubectl delete namespace "$namespace" --ignore-not-found
    kubectl delete persistentvolume movielytics-source --ignore-not-found
    if kubectl get crd sparkapplications.sparkoperator.k8s.io >/dev/null 2>&1; then
        say "The Spark operator's CustomResourceDefinitions are kept: kubectl get crd | grep sparkoperator.k8s.io"
    fi
}

case ${1:-} in
install) install ;;
operator)
    create_namespaces
    install_operator
    ;;
remove) remove ;;
*)
    echo "usage: deploy.sh install | operator | remove" >&2
    exit 2
    ;;
esac
