package dev.playhead.load.wire;

import java.util.Arrays;

/**
 * Finds every place of a marker in a stream of bytes, wherever it is cut; used by one thread.
 *
 * <p>Horspool's search: most steps skip the marker's whole length, so that a long event costs little more than a short
 * one. What follows the marker (a fixed number of bytes) is there when a hit is told, because a hit that is not yet
 * complete is kept with the tail of the stream until it is.
 */
final class MarkerScan {
    /** Told of every marker: where in these bytes what follows it begins. */
    interface Hit {
        void at(byte[] bytes, int afterMarker);
    }

    private final byte[] marker;
    private final int length;
    private final Hit hit;
    private final int[] skips = new int[256];
    private final byte[] seam;
    private int kept;

    MarkerScan(String marker, int following, Hit hit) {
        this.marker = Request.ascii(marker);
        this.length = this.marker.length + following;
        this.hit = hit;
        this.seam = new byte[2 * length];
        Arrays.fill(skips, this.marker.length);
        for (int i = 0; i < this.marker.length - 1; i++) {
            skips[this.marker[i] & 0xff] = this.marker.length - 1 - i;
        }
    }

    void feed(byte[] bytes, int from, int to) {
        int joined = Math.min(length - 1, to - from);
        System.arraycopy(bytes, from, seam, kept, joined);
        search(seam, 0, kept + joined);
        search(bytes, from, to);
        if (to - from >= length - 1) {
            kept = length - 1;
            System.arraycopy(bytes, to - kept, seam, 0, kept);
        } else {
            int all = kept + joined;
            kept = Math.min(all, length - 1);
            System.arraycopy(seam, all - kept, seam, 0, kept);
        }
    }

    private void search(byte[] bytes, int from, int to) {
        int at = from;
        while (at + length <= to) {
            if (matches(bytes, at)) {
                hit.at(bytes, at + marker.length);
                at += marker.length;
            } else {
                at += skips[bytes[at + marker.length - 1] & 0xff];
            }
        }
    }

    private boolean matches(byte[] bytes, int at) {
        for (int i = marker.length - 1; i >= 0; i--) {
            if (bytes[at + i] != marker[i]) {
                return false;
            }
        }
        return true;
    }
}
