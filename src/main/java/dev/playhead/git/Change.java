package dev.playhead.git;

import java.time.Instant;

/**
 * One file changed by one commit, against the commit's first parent.
 *
 * @param commit the commit's full name, in hex
 * @param committed the committer's date
 * @param number which of the commit's changes it is, from 0
 * @param status git's letter: A added, D deleted, anything else modified
 * @param path the path's bytes, as git keeps them
 * @param mode the file's mode after the commit, six octal digits; all 0 where it was deleted
 * @param blob the full name of the content after the commit, in hex; all 0 where it was deleted
 */
record Change(String commit, Instant committed, int number, char status, byte[] path, String mode, String blob) {

    String type() {
        return switch (status) {
            case 'A' -> "file.added";
            case 'D' -> "file.deleted";
            default -> "file.modified";
        };
    }

    boolean deletes() {
        return status == 'D';
    }
}
