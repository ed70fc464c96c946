/**
 * Bytes to vocabulary and back: one streaming pass over what came in, ready-made slices for what goes out.
 *
 * <p>Codecs are stateless and run on whichever thread calls them. It imports only {@code event}.
 */
@NullMarked
package dev.playhead.codec;

import org.jspecify.annotations.NullMarked;
