/** The pages under {@code src/site}, held to the code. */
@org.jspecify.annotations.NullMarked
package dev.playhead.site;
