/** Tests of the HTTP edge. */
@org.jspecify.annotations.NullMarked
package dev.playhead.http;
