/** Tests of questions to all nodes. */
package dev.playhead.cluster;
