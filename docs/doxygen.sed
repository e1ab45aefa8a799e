# Turns the plain comments of the SDK's headers into those that Doxygen reads. The first comment of a file describes the file;
# what is indented in a comment is code.
1s,^// ,/// @file\
/// ,
1s,^/\*$,/** @file,
s,^\( *\)//   ,\1///     ,
s,^\( *\)// ,\1/// ,
s,^\( *\)//$,\1///,
s,^\( *\)/\* \([^-]\),\1/** \2,
s,\([;{,"0-9]\) *// \(.*\),\1 ///< \2,
s,\([;,"0-9]\) */\* \(.*\) \*/,\1 /**< \2 */,
