#!/usr/bin/env bash
#
# Makes the recording of a sample call from its transcript.
#
#   make-recording.sh IN.json OUT.wav
#
# IN.json  a sample call. Read from it:
#            transcript_segments[]  speaker, text, start_time, end_time (seconds)
#            recording.duration     length of the whole recording (seconds)
# OUT.wav  8 kHz, mono, 16 bit PCM, a 44 byte header and nothing after the sound.
#
# Every segment is spoken exactly from its start_time to its end_time, by a female
# voice for the agent and by a male voice for everybody else. The rest is silence.
# The same input gives the same bytes, as long as espeak-ng and SoX stay the same
# versions (the samples were made with espeak-ng 1.51 and SoX 14.4.2 of Debian 12).
#
# Needs: apt-get install -y espeak-ng sox jq

set -euo pipefail
export LC_ALL=C

readonly RATE=8000
readonly AGENT_VOICE=en-us+f3 AGENT_PITCH=60
readonly OTHER_VOICE=en-us+m3 OTHER_PITCH=35
readonly NORMAL_SPEED=175 MIN_SPEED=80 MAX_SPEED=320  # words per minute

fail() {
  echo "make-recording.sh: $*" >&2
  exit 1
}

# calc EXPRESSION: prints the result with 6 decimals
calc() {
  awk "BEGIN { printf \"%.6f\", $1 }"
}

# speak TEXT VOICE PITCH SPEED OUT.wav: the spoken text, without silence at its ends.
# What is silent is decided at the final rate: a closing "s" is mostly above it.
# The short fades avoid clicks.
speak() {
  printf '%s\n' "$1" | espeak-ng -b 1 -v "$2" -p "$3" -s "$4" --stdin -w "$work/spoken.wav"
  sox -D -R "$work/spoken.wav" "$5" gain -6 rate -h $RATE gain -n -3 \
    silence 1 0.005 1% fade t 0.005 reverse silence 1 0.005 1% fade t 0.005 reverse
}

# silence_until FRAME: fills the sound up to that frame with silence
silence_until() {
  head -c $((($1 - position) * 2)) /dev/zero >> "$work/sound.raw"
  position=$1
}

for program in espeak-ng sox soxi jq; do
  command -v "$program" > /dev/null ||
    fail "the program $program is missing; install what is needed with: apt-get install -y espeak-ng sox jq"
done
[ $# -eq 2 ] || fail "usage: make-recording.sh IN.json OUT.wav"
in=$1
out=$2
[ -r "$in" ] || fail "cannot read $in"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: > "$work/sound.raw"
position=0

total=$(jq --argjson rate $RATE '.recording.duration // 0 | . * $rate | round' "$in")
count=$(jq '.transcript_segments // [] | length' "$in")
[ "$total" -gt 0 ] || fail "$in has no recording.duration"
[ "$count" -gt 0 ] || fail "$in has no transcript_segments"

for ((i = 0; i < count; i++)); do
  segment=$(jq ".transcript_segments[$i]" "$in")
  speaker=$(jq -r .speaker <<< "$segment")
  text=$(jq -r .text <<< "$segment")
  start=$(jq --argjson rate $RATE '.start_time * $rate | round' <<< "$segment")
  end=$(jq --argjson rate $RATE '.end_time * $rate | round' <<< "$segment")
  if [ "$start" -lt "$position" ] || [ "$end" -le "$start" ] || [ "$end" -gt "$total" ]; then
    fail "segment $i overlaps the one before, is empty, or ends after the recording"
  fi
  frames=$((end - start))

  voice=$OTHER_VOICE pitch=$OTHER_PITCH
  if [ "$speaker" = agent ]; then
    voice=$AGENT_VOICE pitch=$AGENT_PITCH
  fi
  # Only for the synthesiser, which would say "euros 189"
  spelling=$(sed -E 's/€([0-9]+([.,][0-9]+)?)/\1 euros/g' <<< "$text")

  # Speak once to learn the length, again at the speed that about fits,
  # then stretch or shorten what is left of the difference.
  speak "$spelling" $voice $pitch $NORMAL_SPEED "$work/trial.wav"
  speed=$(calc "$NORMAL_SPEED * $(soxi -D "$work/trial.wav") * $RATE / $frames")
  speed=$(printf '%.0f' "$speed")
  if [ "$speed" -lt $MIN_SPEED ] || [ "$speed" -gt $MAX_SPEED ]; then
    fail "segment $i would need $speed words per minute; change its text or its times"
  fi
  speak "$spelling" $voice $pitch "$speed" "$work/fitting.wav"
  tempo=$(calc "$(soxi -D "$work/fitting.wav") * $RATE / $frames")

  # pad and trim bring the exact number of frames; tempo may end in mid-sound, so fade again.
  sox -D -R "$work/fitting.wav" -t raw -e signed-integer -b 16 -L -c 1 "$work/segment.raw" \
    tempo -s "$tempo" gain -n -3 \
    pad 0 1 trim 0 "${frames}s" reverse fade t 0.005 reverse

  silence_until "$start"
  cat "$work/segment.raw" >> "$work/sound.raw"
  position=$end
  echo "segment $i: $speaker, frames $start to $end, $speed words per minute, tempo $tempo"
done
silence_until "$total"

sox -D -R -t raw -e signed-integer -b 16 -L -c 1 -r $RATE "$work/sound.raw" "$work/out.wav"
size=$(wc -c < "$work/out.wav")
[ "$size" -eq $((44 + total * 2)) ] || fail "the WAV has $size bytes instead of $((44 + total * 2))"
mv "$work/out.wav" "$out"
echo "$out: $total frames, $(calc "$total / $RATE") seconds, $size bytes"
