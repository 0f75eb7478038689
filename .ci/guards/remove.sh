#!/usr/bin/env bash
# remove.sh [NAME]...: takes each guard of the list out of a copy of this checkout, one at a time, and runs the
# test that must fail without it. Ends with 1 if a test passes all the same, or does not compile.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mvn=${MVN:-$home/mvnw -o}

# Tracked and new files as they are, and what is built of them already.
(cd "$home" && { git ls-files -co --exclude-standard; find common/target jobs/target -type f 2>/dev/null || true; } |
  tar --create --ignore-failed-read --files-from=- 2>/dev/null) | tar --extract --directory "$copy"

# A pipe inside an expression is written \|.
fields() { sed 's/\\|/\x01/g' <<<"$1" | awk -F'|' -v n="$2" '{print $n}' | sed 's/\x01/\\|/g; s/^ *//; s/ *$//'; }

bad=0
checked=0
while IFS= read -r line; do
  case $line in '#'* | '') continue ;; esac
  name=$(fields "$line" 1) file=$(fields "$line" 2) expression=$(fields "$line" 3)
  module=$(fields "$line" 4) test=$(fields "$line" 5) profile=$(fields "$line" 6)
  if [ $# -gt 0 ]; then
    case " $* " in *" $name "*) ;; *) continue ;; esac
  fi
  checked=$((checked + 1))
  perl -0pi -e "$expression" "$copy/$file"
  if cmp -s "$home/$file" "$copy/$file"; then
    echo "$name: NOT REMOVED: the expression changes nothing in $file"
    bad=1
    continue
  fi
  rm -rf "$copy/$module/target/surefire-reports"
  modules=common
  [ "$module" = common ] || modules=common,jobs
  log=$copy/$name.log
  phase=test
  [ "$profile" != cluster ] || phase=verify
  # shellcheck disable=SC2086  # words
  if (cd "$copy" && $mvn -q -B "$phase" ${profile:+-P$profile} -pl "$modules" -Dtest="$test" \
    -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip) >"$log" 2>&1 </dev/null; then
    echo "$name: NOT NOTICED: $test passes without it"
    bad=1
  elif grep -qE 'maven-surefire-plugin.*:test.*(There are test failures|The forked VM terminated)' "$log"; then
    echo "$name: noticed by $test"
  else
    echo "$name: NO TEST RAN: $(grep -m 1 ERROR "$log" || tail -n 1 "$log")"
    bad=1
  fi
  cp "$home/$file" "$copy/$file"
done <"$home/.ci/guards/list"
echo "$checked guards"
exit "$bad"
