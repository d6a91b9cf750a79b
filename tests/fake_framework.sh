#!/bin/sh
# Speaks a worker's protocol in place of Python. What a case's values say is what happens to it.
framework=$3
if [ "$FAKE_BROKEN" = "$framework" ]; then
    echo "ModuleNotFoundError: No module named '$framework'" >&2
    exit 1
fi
case $framework in
    pandas) version=3.1.1 ;;
    dask) version=2026.08.0 ;;
    *) version=4.3.0 ;;
esac
printf '{"framework":"%s","version":"%s","python":"3.11.0","java":null}\n' "$framework" "${FAKE_VERSION:-$version}"
asked=0
while read -r line; do
    asked=$((asked + 1))
    id=${line#*\"id\":}
    id=${id%%[,\}]*}
    value=${FAKE_VALUE:-1}
    case $line in
        *hangs*) exec sleep 100 ;;
        *dies*)
            echo "Segmentation fault" >&2
            exit 139
            ;;
        *raises*)
            printf '{"id":%s,"outcome":"error","error":{"kind":"value_error","message":"no"},"decided":[]}\n' "$id"
            continue
            ;;
        *babbles*)
            echo "Welcome to"
            continue
            ;;
        *misunderstands*) id=0 ;;
        *wavers*) value=$asked ;;
        *hashes*) value=$PYTHONHASHSEED ;;
        *steady*) value=1 ;;
    esac
    printf '{"id":%s,"outcome":"table","columns":[{"name":"a","type":"int64","dtype":"int64"}],"rows":[[%s]],"decided":[]}\n' \
        "$id" "$value"
done
