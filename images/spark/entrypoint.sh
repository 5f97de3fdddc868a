#!/usr/bin/env bash
# The entry point that Spark on Kubernetes calls in its pods: `driver ARGUMENTS...` or `executor`. Any other command
# runs as given. Spark sets the SPARK_* variables in the pods that it creates.
set -euo pipefail

case "${1:-}" in
driver)
    shift
    command=(
        "$SPARK_HOME/bin/spark-submit"
        --deploy-mode client
        --conf "spark.driver.bindAddress=$SPARK_DRIVER_BIND_ADDRESS"
        --conf "spark.executorEnv.SPARK_DRIVER_POD_IP=$SPARK_DRIVER_BIND_ADDRESS"
        "$@"
    )
    ;;
executor)
    options=()
    for ((i = 0; ; i++)); do
        option=SPARK_JAVA_OPT_$i
        [ -v "$option" ] || break
        options+=("${!option}")
    done
    command=(
        java "${options[@]}" "-Xms$SPARK_EXECUTOR_MEMORY" "-Xmx$SPARK_EXECUTOR_MEMORY"
        -cp "${SPARK_EXTRA_CLASSPATH:+$SPARK_EXTRA_CLASSPATH:}${SPARK_CONF_DIR:-$SPARK_HOME/conf}:$SPARK_HOME/jars/*"
        org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend
        --driver-url "$SPARK_DRIVER_URL"
        --executor-id "$SPARK_EXECUTOR_ID"
        --cores "$SPARK_EXECUTOR_CORES"
        --app-id "$SPARK_APPLICATION_ID"
        --hostname "$SPARK_EXECUTOR_POD_IP"
        --resourceProfileId "$SPARK_RESOURCE_PROFILE_ID"
        --podName "$SPARK_EXECUTOR_POD_NAME"
    )
    ;;
*)
    command=("$@")
    ;;
esac

exec /usr/bin/tini -s -- "${command[@]}"
