#!/usr/bin/env bash
# gpu-discovery.sh: the GPUs of this host, or of this container, as Spark asks for them:
#   {"name": "gpu", "addresses": ["0", "1"]}
# Addresses are the indices by which a process sees the GPUs (what the engine opens as cuda:0, cuda:1).
# For spark.worker.resource.gpu.discoveryScript, spark.executor.resource.gpu.discoveryScript and
# spark.depthlm.predict.gpuDiscoveryScript.
set -euo pipefail

if [ -n "${CUDA_VISIBLE_DEVICES+set}" ]; then
  # What CUDA was told to show counts; nvidia-smi shows the rest as well. CUDA stops at a -1.
  count=0
  IFS=, read -ra visible <<<"$CUDA_VISIBLE_DEVICES"
  for device in ${visible[@]+"${visible[@]}"}; do
    case $device in -1 | NoDevFiles | none | void) break ;; '') ;; *) count=$((count + 1)) ;; esac
  done
elif command -v nvidia-smi >/dev/null; then
  # A driver that does not answer is a host without GPUs, not one to wait for.
  if ! listed=$(timeout 30 nvidia-smi --query-gpu=index --format=csv,noheader 2>&1); then
    echo "gpu-discovery.sh: nvidia-smi failed: ${listed%%$'\n'*}" >&2
    listed=''
  fi
  count=$(grep -c '^ *[0-9]' <<<"$listed" || true)
else
  echo "gpu-discovery.sh: no nvidia-smi on PATH: no GPUs" >&2
  count=0
fi

addresses=''
for ((i = 0; i < count; i++)); do
  addresses+="${addresses:+, }\"$i\""
done
echo "{\"name\": \"gpu\", \"addresses\": [$addresses]}"
