import Literate
let options = beginChapter()
/*:
 # 2 Distributional representation
*/
weaveChapter()
