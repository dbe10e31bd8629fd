# Sourced by ./mvnw and ./vigil: sets JAVA_HOME to a JDK 25, or says in one line what is missing.
# Reads each candidate's `release` file, so that no JVM is started to ask for its version.
vigil_jdk_major() { sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null; }
vigil_find_jdk() {
  case $- in *f*) vigil_noglob=1 ;; *) vigil_noglob= ;; esac
  set +f
  vigil_path_java=$(command -v javac 2>/dev/null || true)
  if [ -n "$vigil_path_java" ]; then
    vigil_path_java=$(readlink -f "$vigil_path_java" 2>/dev/null || printf '%s' "$vigil_path_java")
    vigil_path_java=${vigil_path_java%/bin/javac}
  fi
  vigil_found=
  for vigil_c in "${VIGIL_JAVA_HOME:-}" "${JAVA_HOME:-}" "$vigil_path_java" /usr/lib/jvm/*25* /opt/java/* /opt/jdk*25* \
    "$HOME"/.sdkman/candidates/java/25* "$HOME"/.jdks/*25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home \
    /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do
    if [ -n "$vigil_c" ] && [ -x "$vigil_c/bin/javac" ] && [ "$(vigil_jdk_major "$vigil_c")" = 25 ]; then
      vigil_found=$vigil_c
      break
    fi
  done
  [ -z "$vigil_noglob" ] || set -f
  if [ -z "$vigil_found" ]; then
    echo "vigil: needs a JDK 25 and found none in VIGIL_JAVA_HOME, JAVA_HOME, PATH, /usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks or /Library/Java; install one (for example Temurin 25) or set JAVA_HOME to it" >&2
    return 1
  fi
  JAVA_HOME=$vigil_found
  export JAVA_HOME
}
