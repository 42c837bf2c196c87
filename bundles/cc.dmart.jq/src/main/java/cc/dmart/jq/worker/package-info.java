/** The program of a worker process. Runs on a class path of its own and uses nothing else of this bundle. */
@NullMarked
package cc.dmart.jq.worker;

import org.jspecify.annotations.NullMarked;
