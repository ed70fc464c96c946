package dev.playhead.stream;

import org.jspecify.annotations.Nullable;

/** Lists the reasons of a client to get no event while events wait. A value, for any thread. */
public enum Hold {
    NO_CREDIT("no credit"),
    NO_CREDIT_IN_BYTES("no credit in bytes"),
    NOT_READ("its socket is not read");

    private final String text;

    Hold(String text) {
        this.text = text;
    }

    /** The reason in words. */
    public String text() {
        return text;
    }

    /**
     * Returns the reason to send a client no event; null if it accepts more.
     *
     * @param full whether its outlet accepts no more now
     */
    public static @Nullable Hold of(boolean full, Credit credit) {
        if (full) {
            return NOT_READ;
        }
        if (credit.events() == 0) {
            return NO_CREDIT;
        }
        return credit.isSpent() || credit.isStarved() ? NO_CREDIT_IN_BYTES : null;
    }
}
