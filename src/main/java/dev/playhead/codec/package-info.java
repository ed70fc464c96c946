/**
 * Bytes to vocabulary and back: one streaming pass over what came in, ready-made slices for what goes out.
 *
 * <p>In: {@link dev.playhead.codec.LineFramer} cuts a stream into lines, {@link dev.playhead.codec.EventCodec} makes
 * events of bytes with the {@link dev.playhead.codec.JsonScanner}, {@link dev.playhead.codec.ReceiptCodec} and
 * {@link dev.playhead.codec.ProblemCodec} write the answers. Out: {@link dev.playhead.codec.RecordPresenter} writes any
 * record of the log as a CloudEvent. {@link dev.playhead.filter.FilterCodec} compiles what chooses among them.
 *
 * <p>Codecs run on whichever thread calls them; those that keep something say who owns them.
 */
@NullMarked
package dev.playhead.codec;

import org.jspecify.annotations.NullMarked;
