@NullMarked
package dev.callrecords.admin.formats;

import org.jspecify.annotations.NullMarked;
