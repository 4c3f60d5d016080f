# Builds a checkout where it is not up to date. The launcher of the checkout reads this; a release has
# nothing to build.
target=$here/command/target
stamp=$target/built-by-launcher
profile=${PARSIMONY_PROFILE:-}   # PARSIMONY_PROFILE=gpu builds against TensorFlow's GPU library
# A checksum of all sources tells whether the build is up to date. Times of files do not tell it:
# clocks differ, and an older file may replace a newer one.
sources() {
    (cd "$here" && find pom.xml ./*/pom.xml ./*/src/main -type f -exec cksum {} + | LC_ALL=C sort | cksum)
}
stale() { [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$profile $(sources)" ]; }
if stale; then
    command -v mvn >/dev/null || fail "needs Maven to build itself, found none; install it (Debian: maven)"
    mkdir -p "$target"
    # Several launchers may start at once, as in an array job. One builds, and the others wait for it.
    if command -v flock >/dev/null; then
        exec 9>"$target/building"
        flock 9
    fi
fi
if stale; then
    echo "parsimony: building (the first time fetches about 200 MB of libraries)" >&2
    # The classes go, because Maven would keep those that are younger than their sources.
    rm -rf "$target/lib" "$stamp" "$here"/*/target/classes
    built=$(sources) # taken before the build, because a source may change while Maven reads
    if ! (cd "$here" && mvn -q -B -ntp ${profile:+-P"$profile"} -DskipTests package) >"$target/build.log" 2>&1; then
        grep -m 3 ERROR "$target/build.log" >&2 || true
        fail "the build failed; the whole log is in $target/build.log" 1
    fi
    printf %s "$profile $built" >"$stamp"
    # Without it, commands only take a moment longer.
    "$here/command/src/launcher/share-classes" "$here/parsimony" "$target/lib" >/dev/null 2>&1 || :
fi
exec 9>&-

