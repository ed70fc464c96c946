/**
 * Converts bytes to vocabulary and back. It reads input in one streaming pass, and writes output from prepared slices.
 *
 * <p>In: {@link dev.playhead.codec.LineFramer} cuts a stream into lines. {@link dev.playhead.codec.EventCodec} reads
 * events from bytes with the {@link dev.playhead.codec.JsonScanner}. {@link dev.playhead.codec.ReceiptCodec} and
 * {@link dev.playhead.codec.ProblemCodec} write the answers. Out: {@link dev.playhead.codec.RecordPresenter} writes any
 * record of the log as a CloudEvent. {@link dev.playhead.filter.FilterCodec} compiles the filters.
 *
 * <p>A codec runs on its caller's thread. A codec with state names its owner.
 */
@NullMarked
package dev.playhead.codec;

import org.jspecify.annotations.NullMarked;
