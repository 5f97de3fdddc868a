#!/bin/sh
# Starts Java for Spark, with the archive of its classes if there is one (archive.py).
#
# Java uses the archive only with the class path that it was made with. Otherwise it loads every class, and does not say
# so. Spark's own class path differs from start to start. This script makes three changes to it.
#
# 1. Java lists `jars/*` in the order of the file system, which differs between nodes. This script sorts the list.
# 2. Spark lists slf4j-api twice, and Java 21 rejects the archive if a file is listed twice. Only the first one is kept.
# 3. Spark's settings folder is missing, or empty, or a volume with spark.properties, which Spark opens by its path. Java
#    rejects the archive if a folder is not empty. The folder is left out, unless it holds other files.
#
# `launcher` in archive.py sets these paths.
java=@java@
archive=@archive@
base=@base@

has_settings() { # folder with a slash at its end
    for file in "$1"*; do
        case $file in */spark.properties | */\*) ;; *) return 0 ;; esac
    done
    return 1
}

print_class_path() { # class path
    path='' named=:
    IFS=:
    set -f # the only pattern is that of a folder's jars
    for entry in $1; do
        case $entry in
        */\*)
            set +f
            for jar in "${entry%\*}"*.jar; do
                case $named in *":$jar:"*) ;; *) path=$path:$jar ;; esac
            done
            set -f
            ;;
        */)
            set +f
            ! has_settings "$entry" || path=$path:$entry
            set -f
            ;;
        *) path=$path:$entry named=$named$entry: ;;
        esac
    done
    printf '%s' "${path#:}"
}

previous=
for argument; do
    shift
    if [ "$previous" = -cp ]; then
        # In a subshell, so that Java gets the locale of the caller.
        path=$(LC_ALL=C && print_class_path "$argument")
        [ ${#path} -gt 100000 ] || argument=$path # Linux limits an argument to 128 KiB
    fi
    previous=$argument
    case $argument in
    --add-modules=jdk.incubator.vector) continue ;; # only for MLlib; not in every runtime, and Java warns about it
    org.apache.spark.launcher.Main) archive=$base ;; # the program that assembles Spark's command; not in the archive
    esac
    set -- "$@" "$argument"
done

# An archive that does not fit is no error and gives no warning. At its own address its pages need no relocation, which
# would turn all of them into memory of this process.
[ ! -e "$archive" ] || set -- -XX:SharedArchiveFile="$archive" -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off \
    -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 "$@"
exec "$java" "$@"
