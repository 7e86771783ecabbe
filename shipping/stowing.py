"""In which order do goods go into a container?"""
