#!/bin/bash
# What `docker` does in the documented commands, by buildah in a chroot: for machines that have no engine for containers.
# The network is that of the machine, so nothing is published, and nothing is restarted. FOLDER holds volumes and states.
set -euo pipefail
command=$1
shift
chroot=(--isolation chroot)

run_in() { # name, then the words to run
    mapfile -t options < "$FOLDER/$1.options"
    buildah run "${chroot[@]}" "${options[@]}" "$1" -- "${@:2}"
}

with_children() { # a process; those that it has started come first, since they have sessions of their own
    local each
    for each in $(cat /proc/"$1"/task/*/children); do with_children "$each"; done
    echo "$1"
}

of_image() { # a part of its settings, then the image
    buildah inspect --type image --format "{{.OCIv1.Config.$1}}" "localhost/$2" | tr -d '[]'
}

case $command in
build)
    buildah bud "${chroot[@]}" --quiet --layers --pull-never --volume /etc/ssl/certs:/etc/ssl/certs:ro "$@" > /dev/null
    ;;
run)
    name=once-$$ detach='' remove='' entrypoint=() default=() options=()
    while [[ $1 == --* ]]; do
        case $1 in
        --detach) detach=yes ;;
        --rm) remove=yes ;;
        --interactive) ;;
        --name) name=$2 && shift ;;
        --entrypoint) entrypoint=("$2") && shift ;;
        --env) options+=(--env "$2") && shift ;;
        --volume)
            place=$FOLDER/${2%%:*}
            [[ -d $place ]] || install -d -m 700 -o 10001 -g 10001 "$place"
            options+=(--volume "$place:${2#*:}") && shift
            ;;
        --restart | --publish) shift ;;
        *) echo "docker.sh knows no $1" >&2 && exit 2 ;;
        esac
        shift
    done
    image=$1
    shift
    buildah from --name "$name" "localhost/$image" > /dev/null
    buildah config --volume /data- "$name" # else buildah puts a volume of its own over the one that is named
    printf '%s\n' "${options[@]}" > "$FOLDER/$name.options"
    if [[ ${#entrypoint[@]} == 0 ]]; then
        read -ra entrypoint <<< "$(of_image Entrypoint "$image")"
        [[ $# -gt 0 ]] || read -ra default <<< "$(of_image Cmd "$image")"
        set -- "$@" "${default[@]}"
    fi
    if [[ $detach ]]; then
        run_in "$name" "${entrypoint[@]}" "$@" > "$FOLDER/$name.log" 2>&1 < /dev/null &
        echo $! > "$FOLDER/$name.process"
    else
        run_in "$name" "${entrypoint[@]}" "$@"
    fi
    [[ ! $remove ]] || buildah rm "$name" > /dev/null
    ;;
exec)
    run_in "$@"
    ;;
stop)
    first=$(< "$FOLDER/$1.process")
    processes=$(with_children "$first")
    kill -TERM $processes 2> /dev/null || true
    for each in $processes; do
        while kill -0 "$each" 2> /dev/null; do sleep 0.1; done
    done
    ;;
rm)
    buildah rm "$1" > /dev/null
    ;;
*) echo "docker.sh knows no $command" >&2 && exit 2 ;;
esac
